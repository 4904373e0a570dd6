package chapters

import "slices"

// Rule is the id of a kind of problem: plain words, never renamed once released.
type Rule string

// Every rule. docs/checks.md explains each with an example.
const (
	NotMarkdown         Rule = "not-markdown"
	BadFrontMatter      Rule = "bad-front-matter"
	BadChapterFile      Rule = "bad-chapter-file"
	MovedAlready        Rule = "moved-already"
	LeftOut             Rule = "left-out"
	BadLink             Rule = "bad-link"
	BadImage            Rule = "bad-image"
	RemoteImage         Rule = "remote-image"
	NoTopics            Rule = "no-topics"
	BadTimestamp        Rule = "bad-timestamp"
	MissingTimestamp    Rule = "missing-timestamp"
	AmbiguousTopics     Rule = "ambiguous-topics"
	PlaceholderStamps   Rule = "placeholder-stamps"
	AnchorMismatch      Rule = "anchor-mismatch"
	ShiftedStamps       Rule = "shifted-timestamps"
	HourDropped         Rule = "hour-dropped"
	OutOfOrder          Rule = "out-of-order"
	DuplicateStart      Rule = "duplicate-start"
	SharedStart         Rule = "shared-start"
	EmptyTitle          Rule = "empty-title"
	TooShort            Rule = "too-short"
	ZeroLength          Rule = "zero-length"
	OverlappingChapters Rule = "overlapping-chapters"
	ByteOffsets         Rule = "byte-offsets"
	NestedChapters      Rule = "nested-chapters"
	BrokenChapter       Rule = "broken-chapter"
	StartsLate          Rule = "starts-late"
	TooManyChapters     Rule = "too-many-chapters"
	UnresolvedVariable  Rule = "unresolved-variable"
	UnsafeText          Rule = "unsafe-text"
	UnknownOptOut       Rule = "unknown-opt-out"

	PastEnd          Rule = "past-end"
	DurationMismatch Rule = "duration-mismatch"
	BytesMismatch    Rule = "bytes-mismatch"
	SwappedFields    Rule = "swapped-fields"
	AudioMissing     Rule = "audio-missing"
	NotMP3           Rule = "not-mp3"
	NoAudioName      Rule = "no-audio-name"
	SharedAudio      Rule = "shared-audio"
	OrphanAudio      Rule = "orphan-audio"
	BadConfig        Rule = "bad-config"
	WrappedAudio     Rule = "wrapped-audio"
	ContentType      Rule = "content-type"
	BadFeed          Rule = "bad-feed"
	FeedLength       Rule = "feed-length"
	FeedDuration     Rule = "feed-duration"
	FeedAudioMissing Rule = "feed-audio-missing"
	FeedChapters     Rule = "feed-chapters"

	OnYouTube     Rule = "youtube"
	OnSpotify     Rule = "spotify"
	OnApple       Rule = "apple"
	OnOvercast    Rule = "overcast"
	OnPocketCasts Rule = "pocketcasts"
	OnAntennaPod  Rule = "antennapod"

	TruncatedAudio   Rule = "truncated-audio"
	HeaderLies       Rule = "header-lies"
	VBRWithoutHeader Rule = "vbr-without-header"
	JunkInAudio      Rule = "junk-in-audio"
	JoinedStreams    Rule = "joined-streams"
	SampleRateChange Rule = "sample-rate-change"
	DecoderStumbles  Rule = "decoder-stumbles"

	ChaptersStale     Rule = "chapters-stale"
	ChaptersMissing   Rule = "chapters-missing"
	AppleV24Sizes     Rule = "apple-v24-sizes"
	TOCMissing        Rule = "toc-missing"
	TOCBroken         Rule = "toc-broken"
	UnlistedChapters  Rule = "unlisted-chapters"
	ChapterOrder      Rule = "chapter-order"
	DuplicateID       Rule = "duplicate-id"
	BrokenSizes       Rule = "broken-sizes"
	HiddenByEncoding  Rule = "hidden-by-encoding"
	OversizedImage    Rule = "oversized-image"
	SecondTag         Rule = "second-tag"
	SecondTagChapters Rule = "second-tag-chapters"
	WrongEncoding     Rule = "wrong-encoding"
	NoSeekTable       Rule = "no-seek-table"
	DamagedTag        Rule = "damaged-tag"
	UnfinishedWrite   Rule = "unfinished-write"
	UnsupportedTag    Rule = "unsupported-tag"
)

// RuleInfo is one row of the table of rules.
type RuleInfo struct {
	Rule     Rule
	Severity Severity
	Blocks   bool   // whether `write` refuses while it stands
	Summary  string // one line
}

// Rules returns the table, in the order of docs/checks.md.
func Rules() []RuleInfo { return slices.Clone(rules[:]) }

var rules = [...]RuleInfo{
	{NotMarkdown, Error, true, "the episode is not UTF-8 text, or too large"},
	{BadFrontMatter, Error, true, "the front matter cannot be read"},
	{BadChapterFile, Error, true, "a chapter file cannot be read"},
	{LeftOut, Advice, false, "a chapter file marks more than its chapters"},
	{BadLink, Warning, false, "a chapter's link in a chapter file is not a web address"},
	{BadImage, Error, true, "a chapter's picture cannot be embedded"},
	{RemoteImage, Advice, false, "a chapter's picture is on the web, so it is not embedded"},
	{NoTopics, Warning, false, "no list of timestamps was found"},
	{BadTimestamp, Error, true, "a topic's timestamp cannot be read"},
	{MissingTimestamp, Warning, false, "a list item among the topics has no readable timestamp"},
	{AmbiguousTopics, Error, true, "two lists of topics do not agree"},
	{PlaceholderStamps, Error, true, "there is a placeholder instead of a timestamp"},
	{ShiftedStamps, Error, true, "all timestamps seem to be off by the same time (write --snap)"},
	{AnchorMismatch, Warning, false, "a timestamp's own link leads to another time"},
	{HourDropped, Error, true, "a timestamp lacks its hour"},
	{OutOfOrder, Error, true, "a topic starts before the one above it"},
	{DuplicateStart, Warning, false, "two topics start at the same time"},
	{SharedStart, Advice, false, "a heading and its first entry start at the same time"},
	{EmptyTitle, Warning, false, "a topic has no title"},
	{TooShort, Advice, false, "a chapter lasts less than 10 seconds"},
	{StartsLate, Advice, false, "the first chapter does not start at 0:00"},
	{TooManyChapters, Error, true, "more chapters than an ID3 table of contents can list"},
	{UnresolvedVariable, Warning, false, "a Liquid expression in a topic has no value"},
	{UnsafeText, Warning, false, "a title contains control characters"},
	{UnknownOptOut, Warning, false, "a comment for chapmark contains an unknown instruction"},
	{PastEnd, Error, true, "a topic starts after the audio has ended"},
	{MovedAlready, Error, false, "the times fit this recording already (retime --again)"},
	{DurationMismatch, Error, false, "mp3_duration differs from the audio's duration"},
	{BytesMismatch, Error, false, "mp3_bytes differs from the file's size"},
	{SwappedFields, Error, false, "mp3_bytes and mp3_duration are swapped"},
	{AudioMissing, Advice, false, "no MP3 was found for a text"},
	{NotMP3, Error, true, "the audio file is not an MP3"},
	{NoAudioName, Error, true, "the audio's name needs a field that the episode does not have"},
	{SharedAudio, Error, true, "two episodes have the same audio"},
	{OrphanAudio, Advice, false, "an audio file belongs to no episode"},
	{BadConfig, Error, true, "chapmark.yaml cannot be read, or contains an unknown key or value"},
	{WrappedAudio, Warning, true, "the MP3 is wrapped in a RIFF (WAV) file"},
	{ContentType, Warning, false, "the server does not call the audio audio/mpeg"},
	{BadFeed, Error, false, "the feed cannot be read (check --feed)"},
	{FeedLength, Error, false, "the feed states another size of an episode's audio"},
	{FeedDuration, Error, false, "the feed states another duration of an episode's audio"},
	{FeedAudioMissing, Error, false, "the audio in the feed does not exist"},
	{FeedChapters, Error, false, "the chapters document that the feed names differs from the episode's chapters"},
	{TruncatedAudio, Warning, false, "the audio ends in the middle of a frame"},
	{HeaderLies, Warning, false, "the audio's header claims another duration"},
	{VBRWithoutHeader, Warning, false, "the bit rate varies, and no header states the duration"},
	{NoSeekTable, Advice, false, "the bit rate varies, and there is no valid seek table"},
	{JunkInAudio, Warning, false, "data that is not audio is between the frames"},
	{JoinedStreams, Warning, false, "several streams were joined into one file"},
	{SampleRateChange, Warning, false, "the sample rate changes within the file"},
	{DecoderStumbles, Warning, false, "a decoder cannot decode a part of the audio (check --decode)"},
	{ChaptersStale, Error, false, "the embedded chapters differ from the Markdown"},
	{ChaptersMissing, Advice, false, "no chapters are embedded yet"},
	{AppleV24Sizes, Warning, false, "an ID3v2.4 chapter frame is too large for some players"},
	{TOCMissing, Warning, false, "the chapters have no table of contents"},
	{TOCBroken, Warning, false, "the table of contents does not fit the chapters"},
	{UnlistedChapters, Warning, false, "chapters are missing from the table of contents"},
	{ChapterOrder, Warning, false, "the chapters are not in the order of their times"},
	{ZeroLength, Warning, false, "an embedded chapter has no length"},
	{OverlappingChapters, Warning, false, "an embedded chapter overlaps the next one"},
	{ByteOffsets, Warning, false, "an embedded chapter has byte offsets instead of times"},
	{NestedChapters, Warning, false, "the embedded chapters are nested"},
	{BrokenChapter, Warning, false, "part of an embedded chapter cannot be read"},
	{DuplicateID, Warning, false, "two chapters have the same element ID"},
	{BrokenSizes, Warning, false, "frame sizes are in the format of another ID3 version"},
	{HiddenByEncoding, Warning, false, "the tag's encoding hides chapters from players"},
	{OversizedImage, Advice, false, "the chapters' pictures are large"},
	{SecondTag, Advice, false, "a second ID3 tag follows the first"},
	{SecondTagChapters, Warning, false, "another tag of the file contains chapters as well"},
	{WrongEncoding, Warning, false, "a title is not in the encoding that it claims"},
	{UnfinishedWrite, Error, false, "a write was cut short"},
	{DamagedTag, Error, true, "the ID3 tag is damaged"},
	{UnsupportedTag, Warning, true, "chapmark cannot keep this kind of ID3 tag whole"},
	{OnYouTube, Advice, false, "what listeners on YouTube will miss (check --platform)"},
	{OnSpotify, Advice, false, "what listeners on Spotify will miss (check --platform)"},
	{OnApple, Advice, false, "what listeners on Apple Podcasts will miss (check --platform)"},
	{OnOvercast, Advice, false, "what listeners on Overcast will miss (check --platform)"},
	{OnPocketCasts, Advice, false, "what listeners on Pocket Casts will miss (check --platform)"},
	{OnAntennaPod, Advice, false, "what listeners on AntennaPod will miss (check --platform)"},
}

func (r Rule) info() RuleInfo {
	for _, info := range rules {
		if info.Rule == r {
			return info
		}
	}
	return RuleInfo{Rule: r, Severity: Error, Blocks: true}
}

// Severity is the severity that the table gives the rule.
func (r Rule) Severity() Severity { return r.info().Severity }

// Blocks reports whether `write` refuses while a problem of this kind stands.
func (r Rule) Blocks() bool { return r.info().Blocks }
