package platform

import (
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Sources of the rules; docs/specs.md has their addresses.
const (
	youtubeHelp = "YouTube's help on video chapters"
	spotifyHelp = "Spotify's help on chapters"
	appleHelp   = "Apple's help on episode chapters"
	measured    = "readers tried with variants of tags (docs/tags.md)"
	reports     = "reports of users"
)

// All returns the table, in the order of docs/formats.md.
func All() []Platform {
	const nothing = "listeners see no chapters at all"
	const intro, embed = "--intro Welcome adds one", "`chapmark write` fixes it"
	const convert = "`chapmark write --id3 2.3` fixes it"
	return []Platform{
		{"youtube", "YouTube", "the description", chapters.OnYouTube, []Rule{
			{"the first starts at 0:00", nothing, intro, true, youtubeHelp, High, firstAtZero},
			{"at least 3", nothing, "", true, youtubeHelp, High, atLeast(3)},
			{"each lasts at least 10 s", nothing, "", true, youtubeHelp, High, lasting(10*time.Second, "must")},
			{"titles up to 49 characters", "the bar under the video cuts titles", "", false, reports, Medium, titlesUpTo(49)},
		}},
		{"spotify", "Spotify", "the description, the feed (Podlove); not the tag", chapters.OnSpotify, []Rule{
			{"the first starts at 0:00", nothing, intro, true, spotifyHelp, High, firstAtZero},
			{"at least 3", nothing, "", true, spotifyHelp, High, atLeast(3)},
			{"each starts later than the one before", nothing, "", true, spotifyHelp, High, lasting(time.Second, "must")},
			{"each lasts at least 30 s", "short chapters are hard to tap", "", false, spotifyHelp, High, lasting(30*time.Second, "should")},
			{"titles under 40 characters", "listeners see cut titles", "", false, spotifyHelp, High, titlesUpTo(39)},
		}},
		{"apple", "Apple Podcasts", "the tag, the feed, the description", chapters.OnApple, []Rule{
			{"in a description, the first starts at 0:00", "listeners see only the chapters in the tag", intro, true, appleHelp, High, firstAtZero},
			{"in a description, at least 3", "listeners see only the chapters in the tag", "", true, appleHelp, High, atLeast(3)},
			{"each starts later than the one before", "listeners see no chapters from the description", "", true, appleHelp, High, lasting(time.Second, "must")},
			{"a table of contents in the tag", nothing, embed, false, reports, Medium, found(chapters.TOCMissing)},
			{"sizes in the tag that every reader agrees on", nothing, convert, false, reports, Medium, found(chapters.AppleV24Sizes)},
			{"at most 6 an hour", "listeners scroll through a long list", "", false, appleHelp, Medium, sixAnHour},
			{"each lasts at least 2 minutes", "the list moves too fast", "", false, appleHelp, Medium, lasting(2*time.Minute, "should")},
			{"titles up to 45 characters", "listeners see cut titles", "", false, appleHelp, Medium, titlesUpTo(45)},
		}},
		{"overcast", "Overcast", "the tag", chapters.OnOvercast, []Rule{
			{"chapters in the tag, with a table of contents", "listeners see no chapters, or not all", embed, false, reports, High,
				found(chapters.ChaptersMissing, chapters.TOCMissing, chapters.TOCBroken, chapters.UnlistedChapters)},
		}},
		{"pocketcasts", "Pocket Casts", "the tag, the feed (JSON chapters, Podlove)", chapters.OnPocketCasts, []Rule{
			{"chapters in the tag are those of the text", "listeners on iOS see those in the tag, whatever the feed says", embed, false, reports, Medium, found(chapters.ChaptersStale)},
			{"a table of contents that lists every chapter", "listeners on iOS see only what the first table lists", embed, false, measured, High, found(chapters.TOCBroken, chapters.UnlistedChapters)},
			{"sizes in the tag that every reader agrees on", "listeners on iOS see no chapters", convert, false, measured, High, found(chapters.AppleV24Sizes, chapters.BrokenSizes)},
		}},
		{"antennapod", "AntennaPod", "the tag, the feed (JSON chapters, Podlove)", chapters.OnAntennaPod, []Rule{
			{"chapters in the order of time", "listeners see no chapters at all", embed, false, measured, High, found(chapters.ChapterOrder)},
			{"no encoding that hides them", "listeners see no chapters", embed, false, measured, High, found(chapters.HiddenByEncoding)},
			{"whole seconds in the feed", "chapters from the feed begin up to a second early", "", false, reports, Medium, wholeSeconds},
		}},
	}
}
