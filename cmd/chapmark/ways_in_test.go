package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// action is what is read of action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			ID, Name, Shell, Run string
			WorkingDirectory     string `yaml:"working-directory"`
			Env                  map[string]string
		}
	}
}

// TestAction runs the steps of action.yml as GitHub's runner would: with bash, the inputs in the environment.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(content, &a); err != nil || len(a.Runs.Steps) != 3 {
		t.Fatal(err, a)
	}
	temp := t.TempDir()
	workspace := t.TempDir()
	put := func(name, content string) {
		path := filepath.Join(workspace, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("site/chapmark.yaml", "episodes: posts/*.md\n")
	put("site/posts/good.md", "- 0:00 One\n- 1:00 Two\n")
	put("site/posts/bad one.md", "- 0:00 One\n-\t1;00 Two\n")
	put("site/posts/warned.md", "- 0:00 One\n- 0:00 Two\n- 1:00 Three\n")
	for _, test := range []struct {
		name   string
		inputs map[string]string
		code   int
		want   []string // in what is printed
		not    string
	}{
		{"all", map[string]string{"working-directory": "site"}, 1,
			[]string{"::error file=site/posts/bad one.md,line=2,endLine=2,col=3,endColumn=6,title=bad-timestamp::1;00 is not a timestamp"}, "unexpected"},
		{"some", map[string]string{"working-directory": "site", "files": "posts/good.md\nposts/warned.md\n"}, 0, []string{"::warning file=site/posts/warned.md"}, "bad one"},
		{"strict", map[string]string{"working-directory": "site", "files": "posts/w*.md", "strict": "true"}, 1, []string{"duplicate-start"}, "good.md"},
		{"with audio", map[string]string{"working-directory": "site", "files": "posts/good.md", "require-audio": "true"}, 1, []string{"::error file=site/posts/good.md,title=audio-missing"}, "bad one"},
		{"hostile", map[string]string{"working-directory": "site", "files": "$(touch owned); posts/good.md\n--version", "strict": "false"}, 3, []string{"$(touch owned)"}, "chapmark v"},
		{"reports", map[string]string{"working-directory": "site", "report": "r.html", "sarif": "r.sarif"}, 1, []string{"bad-timestamp"}, "unexpected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			output, summary := filepath.Join(temp, test.name+".output"), filepath.Join(temp, test.name+".md")
			value := func(text string) string {
				text = strings.ReplaceAll(text, "${{ github.action_path }}", root)
				for name, input := range a.Inputs {
					given, ok := test.inputs[name]
					if !ok {
						given = input.Default
					}
					text = strings.ReplaceAll(text, "${{ inputs."+name+" }}", given)
				}
				return text
			}
			var out []byte
			var err error
			for _, step := range a.Runs.Steps {
				if step.Run == "" || step.ID == "" && test.name != "all" { // it is built once
					continue
				}
				if strings.Contains(step.Run, "${{") {
					t.Fatalf("%s: an input would be part of the script", step.Name)
				}
				command := exec.Command(step.Shell, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
				command.Dir = filepath.Join(workspace, value(step.WorkingDirectory))
				command.Env = append(os.Environ(), "GITHUB_ACTIONS=true", "GITHUB_WORKSPACE="+workspace, "RUNNER_TEMP="+temp, "GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary)
				for name, text := range step.Env {
					command.Env = append(command.Env, name+"="+value(text))
				}
				out, err = command.CombinedOutput()
			}
			code := 0
			if err != nil {
				code = err.(*exec.ExitError).ExitCode()
			}
			if code != test.code || strings.Contains(string(out), test.not) {
				t.Errorf("exit code %d, want %d:\n%s", code, test.code, out)
			}
			for _, want := range test.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			if got, _ := os.ReadFile(output); string(got) != fmt.Sprintf("exit-code=%d\n", test.code) {
				t.Errorf("output %q", got)
			}
			if got, _ := os.ReadFile(summary); code < 3 && !strings.Contains(string(got), "### Chapters of ") {
				t.Errorf("summary %q", got)
			}
		})
	}
	for _, name := range []string{"r.html", "r.sarif"} {
		if info, err := os.Stat(filepath.Join(workspace, "site", name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(workspace, "site", "owned")); err == nil {
		t.Error("an input was run")
	}
}

// TestHook runs what .pre-commit-hooks.yaml says, on files.
func TestHook(t *testing.T) {
	content, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Entry, Language string }
	if err := yaml.Unmarshal(content, &hooks); err != nil || len(hooks) != 1 || hooks[0].Language != "golang" {
		t.Fatal(err, hooks)
	}
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"README.md": "# A show\n\nIt starts at 12:30.\n", "good.md": "- 0:00 One\n- 1:00 Two\n", "bad.md": "- 0:00 One\n- 1;00 Two\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	entry := strings.Fields(hooks[0].Entry)
	for files, want := range map[string]int{"README.md good.md": 0, "good.md bad.md": 1} {
		if out, err := exec.Command(entry[0], append(entry[1:], strings.Fields(files)...)...).CombinedOutput(); (err != nil) != (want == 1) {
			t.Errorf("%s: %v: %s", files, err, out)
		}
	}
}

// TestCompletions loads the completions into the shells that there are, and asks for some.
func TestCompletions(t *testing.T) {
	for words, wanted := range map[string]string{
		"export --to you": "youtube", "export --to ": "webvtt", "show --from front": "front-matter", "check --platform sp": "spotify", "check --rule starts": "starts-late=off",
		"check --format sa": "sarif", "write --id3 ": "2.3", "check --decode=b": "breaks", "check ": "nhsx", "strip ": "mp3", "write --report ": "html", "export --images ": "",
	} {
		out, _ := chapmark(t, 0, append([]string{"__complete"}, strings.Split(words, " ")...)...)
		if !strings.Contains(out, wanted) {
			t.Errorf("%s: %s", words, out)
		}
		if words == "strip " && strings.Contains(out, "md") {
			t.Errorf("%s: %s", words, out)
		}
	}
	folder := t.TempDir()
	for shell, ask := range map[string]string{
		"bash": `source "$0" && complete -p chapmark >/dev/null && COMP_WORDS=(chapmark check --requ) COMP_CWORD=2 && _get_comp_words_by_ref() { cur=--requ prev=check words=(chapmark check --requ) cword=2; } && __start_chapmark && printf '%s\n' "${COMPREPLY[@]}" && unset COMPREPLY && _get_comp_words_by_ref() { cur=you prev=--to words=(chapmark export --to you) cword=3; } && __start_chapmark && printf '%s\n' "${COMPREPLY[@]}"`,
		"zsh":  `autoload -Uz compinit && compinit -u -D && source "$0" && [ -n "$_comps[chapmark]" ] && chapmark __complete check --requ && chapmark __complete export --to you`,
		"fish": `source $argv[1]; and complete -C 'chapmark check --requ'; and complete -C 'chapmark export --to you'`,
	} {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("%s is not installed", shell)
			}
			script, _ := chapmark(t, 0, "completion", shell)
			file := filepath.Join(folder, "chapmark."+shell)
			if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
				t.Fatal(err)
			}
			command := exec.Command(path, "-c", ask, file)
			command.Env = append(os.Environ(), "HOME="+folder)
			if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "--require-audio") || !strings.Contains(string(out), "youtube") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// TestManual holds the manual pages against two formatters.
func TestManual(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "man1")
	out, _ := chapmark(t, 0, "man", folder)
	pages, err := filepath.Glob(filepath.Join(folder, "*.1"))
	if err != nil || len(pages) < 10 || !strings.HasSuffix(out, fmt.Sprintf(": %d pages\n", len(pages))) {
		t.Fatal(out, pages, err)
	}
	for _, tool := range [][]string{{"mandoc", "-W", "warning,stop", "-Tutf8"}, {"groff", "-man", "-ww", "-Tutf8"}} {
		t.Run(tool[0], func(t *testing.T) {
			if _, err := exec.LookPath(tool[0]); err != nil {
				t.Skipf("%s is not installed", tool[0])
			}
			for _, page := range pages {
				command := exec.Command(tool[0], append(tool[1:], page)...)
				var warnings strings.Builder
				command.Stderr = &warnings
				out, err := command.Output()
				if err != nil || warnings.Len() > 0 || len(out) < 500 {
					t.Errorf("%s: %v: %s", page, err, &warnings)
				}
			}
		})
	}
}
