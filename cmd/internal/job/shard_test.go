package job_test

import (
	"fmt"
	"testing"

	"github.com/chapmark/chapmark/cmd/internal/job"
)

func TestParseShard(t *testing.T) {
	tests := []struct {
		text  string
		env   []string // pairs
		want  string
		wrong bool
	}{
		{text: "1/1", want: "1/1"},
		{text: "2/5", want: "2/5"},
		{text: "0/5", wrong: true},
		{text: "6/5", wrong: true},
		{text: "5", wrong: true},
		{text: "a/b", wrong: true},
		{text: "1/0", wrong: true},
		{text: "auto", wrong: true},
		{text: "auto/5", wrong: true},
		{text: "auto/5", env: []string{"JOB_COMPLETION_INDEX", "0"}, want: "1/5"},
		{text: "auto", env: []string{"JOB_COMPLETION_INDEX", "0"}, wrong: true},
		{text: "auto/5", env: []string{"JOB_COMPLETION_INDEX", "5"}, wrong: true},
		{text: "auto", env: []string{"AWS_BATCH_JOB_ARRAY_INDEX", "2", "AWS_BATCH_JOB_ARRAY_SIZE", "3"}, want: "3/3"},
		{text: "auto/3", env: []string{"AWS_BATCH_JOB_ARRAY_INDEX", "2"}, want: "3/3"},
		{text: "auto", env: []string{"CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "4"}, want: "1/4"},
		{text: "auto", env: []string{"CIRCLE_NODE_INDEX", "1", "CIRCLE_NODE_TOTAL", "4"}, want: "2/4"},
		{text: "auto", env: []string{"SLURM_ARRAY_TASK_ID", "12", "SLURM_ARRAY_TASK_COUNT", "4", "SLURM_ARRAY_TASK_MIN", "10"}, want: "3/4"},
		{text: "auto", env: []string{"SYSTEM_JOBPOSITIONINPHASE", "1", "SYSTEM_TOTALJOBSINPHASE", "4"}, want: "1/4"},
		{text: "auto", env: []string{"BITBUCKET_PARALLEL_STEP", "3", "BITBUCKET_PARALLEL_STEP_COUNT", "4"}, want: "4/4"},
		{text: "auto", env: []string{"CLOUD_RUN_TASK_INDEX", "1", "CLOUD_RUN_TASK_COUNT", "2"}, want: "2/2"},
	}
	for _, name := range []string{"JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "CI_NODE_INDEX", "CIRCLE_NODE_INDEX", "SLURM_ARRAY_TASK_ID", "CLOUD_RUN_TASK_INDEX", "BATCH_TASK_INDEX", "BUILDKITE_PARALLEL_JOB", "SYSTEM_JOBPOSITIONINPHASE", "BITBUCKET_PARALLEL_STEP"} {
		t.Setenv(name, "")
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.text, test.env), func(t *testing.T) {
			for i := 0; i < len(test.env); i += 2 {
				t.Setenv(test.env[i], test.env[i+1])
			}
			got, err := job.ParseShard(test.text)
			if test.wrong != (err != nil) || err == nil && got.String() != test.want {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

// Every path is in exactly one shard, the shards are of like sizes, and which one it is never changes: machines of
// different releases share a site.
func TestShardHolds(t *testing.T) {
	const count, paths = 7, 7000
	var sizes [count + 1]int
	for i := range paths {
		path := fmt.Sprintf("_posts/podcast/2021-05-%02d-%d-a-title.md", i%28+1, i)
		for index := 1; index <= count; index++ {
			if (job.Shard{Index: index, Count: count}).Holds(path) {
				sizes[index]++
			}
		}
	}
	total := 0
	for index, size := range sizes {
		if total += size; index > 0 && (size < paths/count*8/10 || size > paths/count*12/10) {
			t.Errorf("shard %d has %d of %d", index, size, paths)
		}
	}
	if total != paths {
		t.Errorf("%d", total)
	}
	for path, want := range map[string]int{"a.md": 3, "posts/1.md": 2, "_posts/podcast/2021-05-10-82-dropbox.md": 2} {
		if !(job.Shard{Index: want, Count: 3}).Holds(path) {
			t.Errorf("%s is not in shard %d any more", path, want)
		}
	}
}
