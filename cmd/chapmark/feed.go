package main

import (
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/feed"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// runFeed checks a feed: check --feed. The feed is one job, in which every episode is counted.
func runFeed(f checkFlags, source episode.Options, console *output.Console) error {
	request := feed.Request{Feed: f.feed, Offline: f.offline, Workers: f.workers, Source: source}
	request.Source.Severities = nil // they are about the feed
	config, err := f.request.Site()
	if err != nil {
		return failed(err)
	}
	if config != nil {
		if request.Site, err = f.request.Every(config); err != nil {
			return failed(err)
		}
	}
	problems, count, err := feed.Check(request)
	s := job.Selection{Root: ".", Jobs: []job.Job{{Audio: request.Name(), Site: config}}, Feed: &count}
	if err != nil && len(problems) > 0 { // what could be checked, and what failed
		s.Jobs = append(s.Jobs, job.Job{Audio: request.Name(), Err: err})
	} else if err != nil {
		s.Jobs[0].Err = err
	}
	printers, failure := f.printers(output.Options{Console: console, Command: "check", Verb: "checked", Strict: f.strict}, s)
	if failure != nil {
		return failure
	}
	return ended(run.All(s, run.Options{Command: "check", Workers: 1, Strict: f.strict}, func(j job.Job) run.Outcome {
		if j.Err != nil {
			return run.Failure(j, j.Err)
		}
		return run.Outcome{Job: j, Status: run.OK, Problems: source.Severities.Judge(j, chapters.Document{}, problems)}
	}, printers...))
}
