package main

import (
	"io"
	"sync/atomic"
)

// writeAll writes the chapters of all episodes of a site.
func writeAll(o writeOptions, stdout, stderr io.Writer) error {
	all, err := o.site.open(stdout)
	if err != nil {
		return err
	}
	o.options = all.options(o.options)
	o.change.inPlace, o.stamp, o.brief = o.change.inPlace || all.InPlace, o.stamp || all.Stamp, true
	if o.severities, err = o.site.severities(all.Rules); err != nil {
		return err
	}
	reader := newReader(o.noCache)
	var would atomic.Bool
	b := batch{jobs: o.batch.jobs, failFast: o.batch.failFast}
	verb := "wrote"
	if o.dryRun {
		verb = "would write"
	}
	err = b.run(all.pairs, verb, stdout, stderr, func(p pair, stdout, stderr io.Writer) (bool, error) {
		changed, err := o.write(reader, p, stdout, stderr)
		if changed {
			would.Store(true)
		}
		return changed, failing(o.json, stdout, p.name(), err)
	})
	_ = reader.Facts.Save()
	if err == nil && o.batch.exitCode && would.Load() {
		err = errProblems
	}
	return err
}
