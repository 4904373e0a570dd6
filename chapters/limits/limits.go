// Package limits is how much of what strangers wrote is read, held and done, in one place. What goes beyond a limit is
// refused with a word, or read no further. The table of docs/security.md is made of this file.
package limits

import "time"

// Texts and chapter files. Beyond these, the parsers underneath take gigabytes or hours.
const (
	TextBytes         = 8 << 20  // a text or chapter file
	TextLines         = 50_000   // lines of a text
	TextMarks         = 20_000   // list items, quotes and cells of a text: each takes memory
	TextTopics        = 1_000    // topics of a text, four times what can be written
	LineBytes         = 16 << 10 // a line with topics
	LineIndent        = 80       // columns before it
	LineMarkers       = 32       // quotes and lists that begin in it
	LineBars          = 16       // bars between cells in it
	Definitions       = 1_000    // link definitions in one paragraph
	EntryBytes        = 4 << 10  // an entry of a list of topics
	EntryDelimiters   = 300      // marks of emphasis and links in it: each is looked at against the others
	FrontMatterBytes  = 64 << 10 // front matter
	FrontMatterValues = 10_000   // values in it, aliases expanded
	FrontMatterMarks  = 4_000    // lines, commas, anchors and aliases in it, or in `chapmark.yaml`
	Depth             = 64       // levels of front matter, of a chapter file, of `chapmark.yaml`
	ExpressionBytes   = 512      // an expression of Liquid
	ShortcodeBytes    = 2000     // a shortcode of Hugo; what is longer is text
	FilterBytes       = 16 << 10 // what one of its filters makes
	LiquidBytes       = 8 << 20  // what all expressions of a text read and write: counted, not timed, to mean the same everywhere
	FileChapters      = 1_000    // chapters of a chapter file
	FileColumns       = 200      // columns of a table of chapters
	FileValues        = 100_000  // values of a chapter file in JSON
	EventBytes        = 4 << 10  // a line of an edit decision list
	FileProblems      = 100      // problems of a chapter file that are reported
	ImageBytes        = 16 << 20 // a picture
	ImagesBytes       = 48 << 20 // the pictures of an episode: a tag has to hold them
	ImageSide         = 16_384   // pixels of a picture's side
)

// MP3s, and what stands beside them. Real tags have a few hundred frames.
const (
	TagBytes        = 64 << 20          // a tag
	TagFrames       = 40_000            // frames: each takes some hundred bytes of memory, however short it is
	TagChapters     = 10_000            // CHAP frames, which readers compare with tables
	TagTables       = 1_000             // CTOC frames, each of which can list 255 chapters
	TagSubFrames    = 50_000            // frames in all of these
	TagSubBytes     = 8 << 20           // bytes of chapters' frames, pictures aside
	Tags            = 16                // tags besides the first one
	JournalBytes    = 2*TagBytes + 4096 // a journal: the tag, old and new
	Tails           = 64                // tags after the audio
	APEItems        = 10_000            // items of an APE tag
	RIFFChunks      = 64                // chunks before audio in RIFF
	Gaps            = 1_000             // stretches without frames that are remembered
	FreeFormatTries = 1_000             // tries to find the length of frames of free format
	FreeFormatBytes = 8 << 10           // such a frame
)

// Sites, and what runs leave.
const (
	ConfigBytes    = 64 << 10            // `chapmark.yaml`
	PatternChoices = 64                  // patterns that the braces of one stand for: each has to be tried
	GlobSteps      = 500_000             // folders and files that a pattern looks at
	InitFiles      = 500_000             // files that `init` looks at
	FolderNames    = 1_000               // names of a folder that `chapmark` by itself looks at
	LookFolders    = 100                 // folders in it that `chapmark` by itself looks into
	BaselineBytes  = 8 << 20             // a baseline
	ReportBytes    = 256 << 20           // a report to merge
	FactsBytes     = 64 << 20            // what is remembered of audio
	StateBytes     = TagBytes + 1<<20    // a state in a backup, or in what undo keeps
	StoreBytes     = 256 << 20           // all that undo keeps
	StoreLevels    = 9                   // earlier states of one file that undo can go back to, beside the last
	StoreStates    = 2_000               // states that it keeps
	StoreAge       = 60 * 24 * time.Hour // how long it keeps one
)

// The web. A server that sends just enough to go on would hold a program up for years.
const (
	FeedBytes         = 64 << 20      // a feed
	FeedDepth         = 200           // its levels
	FeedItems         = 10_000        // its items
	FeedTokens        = 1_000_000     // its tags and texts
	FeedTokenBytes    = 8 << 20       // a text or a comment in it
	FeedTagBytes      = 64 << 10      // a tag in it, with its attributes
	FeedOtherBytes    = 16 << 20      // a feed that is not UTF-8
	FeedDocumentBytes = 4 << 20       // a file of chapters that it names
	DownloadBytes     = 2 << 30       // audio on the web
	DownloadTime      = 2 * time.Hour // a transfer
	DownloadSpeed     = 8 << 10       // bytes a second of it, at least
	Redirects         = 10            // redirects of a request
	ListedObjects     = 200_000       // objects of a bucket that are listed
	AnswerBytes       = 8 << 20       // what object storage says of its objects
	CredentialBytes   = 64 << 10      // a file with credentials, or an answer that holds some
	Retries           = 3             // times that it is tried again
	PageBytes         = 1 << 20       // what the page of `preview` sends at once
)

// Jobs at a time.
const (
	JobsBytes = 512 << 20 // memory of the files in hand; one that alone needs more is done alone
)
