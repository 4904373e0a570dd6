package markdown

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// fieldList is a value of the front matter that may be the list of topics.
type fieldList struct {
	path   []string // the keys that lead to it
	topics []fieldTopic
	rank   int    // of its name among the known ones; len(listNames) for another
	reason string // why it holds no topics
}

// fieldTopics reads the list of topics of the front matter: a list of texts that begin with stamps, a list of maps, or a
// map from stamps to titles or back, under whatever name. It returns false where there is none, and whether its
// name promises chapters.
func fieldTopics(document *chapters.Document) (topics []chapters.Topic, problems []chapters.Diagnostic, listed, named bool) {
	var lists []fieldList
	findLists(document.FrontMatter.Values, nil, &lists)
	slices.SortStableFunc(lists, func(a, b fieldList) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(a.path), len(b.path)), cmp.Compare(len(b.topics), len(a.topics)),
			slices.Compare(a.path, b.path))
	})
	for _, list := range lists {
		finder := fieldFinder{document: document, at: document.FrontMatter.Span.Start}
		finder.skipTo(list.path)
		candidate := chapters.Candidate{Kind: frontMatter, Span: chapters.Span{Start: finder.at, End: finder.at}, Stamps: len(list.topics), Reason: list.reason}
		if list.rank < len(listNames) {
			candidate.Evidence = append(candidate.Evidence, chapters.Evidence{Weight: +4, Words: "its name promises chapters"})
		}
		if list.reason == "" {
			candidate.Evidence = append(candidate.Evidence, chapters.Evidence{Weight: +2, Words: "its entries have times and titles"})
		} else {
			candidate.Evidence = append(candidate.Evidence, chapters.Evidence{Weight: chapters.Never, Words: list.reason})
		}
		switch {
		case list.reason != "":
		case listed:
			candidate.Reason = "another field lists the topics"
		default:
			topics, problems = finder.topics(list.topics)
			listed = len(topics) > 0 || len(problems) > 0
			candidate.Taken, named = listed, list.rank < len(listNames)
		}
		document.Candidates = append(document.Candidates, candidate)
	}
	return topics, problems, listed, named
}

// otherLists are names of lists whose times are not those of topics.
var otherLists = compiled(`(?i)^(?:transcripts?|schedule|quotes?|events?|calendar|guests?|ads|sponsors|records|results)$`)

var pictureName = compiled(`(?i)^\S+\.(?:jpe?g|png|webp|gif|avif)$`)

// deepestList is how many keys may lead to a list.
const deepestList = 6

// findLists notes what may be a list of topics, in the order of the keys.
func findLists(values map[string]any, path []string, lists *[]fieldList) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		inner := append(slices.Clone(path), key)
		rank := slices.IndexFunc(listNames, func(name string) bool { return strings.EqualFold(name, key) })
		if rank < 0 {
			rank = len(listNames)
		}
		if _, isText := values[key].(string); !isText || rank < len(listNames) && len(path) == 0 {
			if topics := readFieldTopics(values[key]); len(topics) > 0 {
				list := fieldList{path: inner, topics: topics, rank: rank}
				if rank == len(listNames) {
					if list.reason = unlike(topics); otherLists().MatchString(key) {
						list.reason = "its name promises something else"
					}
				}
				*lists = append(*lists, list)
				if list.reason == "" {
					continue
				}
			}
		}
		if len(inner) >= deepestList {
			continue
		}
		switch value := values[key].(type) {
		case map[string]any:
			findLists(value, inner, lists)
		case []any:
			for _, item := range value {
				if item, ok := item.(map[string]any); ok {
					findLists(item, inner, lists)
				}
			}
		}
	}
}

// unlike says why a list whose name promises no topics is none, or "". Each entry needs a time, written as one or under a
// name that can mean nothing else, and a title; times have to rise, and must not be those of a day.
func unlike(list []fieldTopic) string {
	var stamps []stamp
	if !slices.ContainsFunc(list, func(entry fieldTopic) bool { return !pictureName().MatchString(entry.title) }) {
		return "it names pictures"
	}
	for _, entry := range list {
		text, _ := entry.start.(string)
		s, ok := stamp{}, false
		if entry.key == "" && entry.title == "" {
			s, ok = readStamp(text)
			entry.title = s.withoutStamp(text)
		} else if s.start, ok = parseStamp(strings.TrimSpace(text)); ok {
			s.text, s.ok = strings.TrimSpace(text), true
		} else if strings.HasPrefix(strings.ToLower(entry.key), "start") {
			s.start, ok = timeOf(entry.start, time.Second)
			s.ok = ok
		}
		switch {
		case s.trailing:
			return "its times stand after its titles, as durations do"
		case entry.missing || !ok || !s.ok:
			return "not each of its entries has a time"
		case strings.TrimSpace(entry.title) == "":
			return "not each of its entries has a title"
		}
		stamps = append(stamps, s)
	}
	starts := make([]time.Duration, len(stamps))
	for i, s := range stamps {
		starts[i] = s.start
	}
	switch {
	case len(starts) >= fewStamps && medianGap(starts) < transcriptGap:
		return "it is a transcript: a time every few seconds"
	case len(stamps) < 2:
		return "one timestamp is not a list"
	case !slices.IsSorted(starts):
		return "its times do not rise"
	case ofDay(stamps), slices.ContainsFunc(stamps, func(s stamp) bool { return s.day }):
		return "its times are those of a day"
	}
	return ""
}

// skipTo goes after the keys that lead to a value.
func (f *fieldFinder) skipTo(path []string) {
	for _, key := range path {
		f.find(`(?mi)(?:^|[\s{,.\["'-])` + regexp.QuoteMeta(key) + `["'\]]*[ \t]*(?:[:=\]]|$)`)
	}
}
