package job

import (
	"fmt"
	"hash/fnv"
	"os"
	"strconv"
	"strings"
)

// Shard is one of several parts of a site, each for one machine.
type Shard struct {
	Index int `json:"index"` // from 1
	Count int `json:"count"`
}

// scheduler is how an engine that runs the same command many times tells each its number.
type scheduler struct {
	index, count string // environment variables; "" where the engine does not tell the count
	first        int    // what the first one is called
}

var schedulers = []scheduler{
	{"JOB_COMPLETION_INDEX", "", 0},                                 // Kubernetes Indexed Job
	{"AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", 0},    // AWS Batch
	{"BATCH_TASK_INDEX", "BATCH_TASK_COUNT", 0},                     // Google Cloud Batch
	{"CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT", 0},             // Google Cloud Run jobs
	{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},                           // GitLab
	{"CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},                   // CircleCI
	{"SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", 1},     // Azure Pipelines
	{"BITBUCKET_PARALLEL_STEP", "BITBUCKET_PARALLEL_STEP_COUNT", 0}, // Bitbucket Pipelines
	{"BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},
	{"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 0}, // from SLURM_ARRAY_TASK_MIN
}

// ParseShard reads 2/5, or auto/5 or auto, for which the environment says which one this is.
func ParseShard(text string) (Shard, error) {
	index, count, both := strings.Cut(text, "/")
	if index == "auto" {
		return shardOf(count)
	}
	s := Shard{}
	var err1, err2 error
	s.Index, err1 = strconv.Atoi(index)
	s.Count, err2 = strconv.Atoi(count)
	if !both || err1 != nil || err2 != nil {
		return s, fmt.Errorf("%q is not I/N, auto/N or auto", text)
	}
	return s, s.check()
}

func (s Shard) check() error {
	if s.Index < 1 || s.Index > s.Count {
		return fmt.Errorf("%d/%d: shards count from 1/%d to %d/%d", s.Index, s.Count, max(s.Count, 1), max(s.Count, 1), max(s.Count, 1))
	}
	return nil
}

// shardOf asks the environment.
func shardOf(count string) (Shard, error) {
	for _, by := range schedulers {
		index, err := strconv.Atoi(os.Getenv(by.index))
		if err != nil {
			continue
		}
		if count == "" {
			count = os.Getenv(by.count)
		}
		total, err := strconv.Atoi(count)
		if err != nil {
			return Shard{}, fmt.Errorf("%s is %d, but nothing says how many shards there are; write auto/N", by.index, index)
		}
		first := by.first
		if least, err := strconv.Atoi(os.Getenv("SLURM_ARRAY_TASK_MIN")); err == nil && by.index == "SLURM_ARRAY_TASK_ID" {
			first = least
		}
		s := Shard{index - first + 1, total}
		if s.check() != nil {
			return s, fmt.Errorf("%s is %d, but there are %d shards", by.index, index, total)
		}
		return s, nil
	}
	return Shard{}, fmt.Errorf("no environment variable says which shard this is; write I/N")
}

// Holds reports whether a path belongs to the shard. It depends on the path and the number of shards alone. The zero Shard
// holds everything.
func (s Shard) Holds(path string) bool {
	if s.Count == 0 {
		return true
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(path))
	// The low bits of FNV alone spread similar names badly.
	sum := hash.Sum64()
	sum ^= sum >> 33
	sum *= 0xff51afd7ed558ccd
	sum ^= sum >> 33
	return int(sum%uint64(s.Count)) == s.Index-1
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }
