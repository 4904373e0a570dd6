package format

import "strings"

// Nickname is the name here of a format that people call otherwise; "" where none is meant.
func Nickname(name string) string {
	switch strings.ToLower(strings.TrimPrefix(name, ".")) {
	case "podcasting2", "podcasting2.0", "podcasting-2.0", "podcast", "castopod", "jsonchapters":
		return "json"
	case "podlove", "simple-chapters":
		return "psc"
	case "vtt":
		return "webvtt"
	case "ffmpeg", "ffmeta":
		return "ffmetadata"
	case "auphonic", "ultraschall", "mp4", "m4b":
		return "mp4chaps"
	case "mkv", "mkvmerge":
		return "matroska"
	case "labels":
		return "audacity"
	case "ogg", "opus", "flac":
		return "vorbis"
	case "resolve", "davinci":
		return "edl"
	case "nhsx":
		return "hindenburg"
	case "libation", "audnexus":
		return "audible"
	case "md":
		return "markdown"
	case "yt":
		return "youtube"
	case "excel", "spreadsheet":
		return "csv"
	}
	return ""
}
