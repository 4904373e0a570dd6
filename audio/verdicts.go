package audio

import (
	"fmt"
	"math"

	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
)

const (
	// minJunk is how many bytes in no frame are worth a word; encoders and taggers leave a few here and there.
	minJunk = 1024
	// breakWeight is how many bytes a break between frames counts for, however short it is: a decoder loses its way there.
	breakWeight = 1000
	// minPiece is how many frames of one bit rate make a piece of a joined file (about five seconds); in a stream of
	// variable bit rate, hardly any stretch is that long.
	minPiece = 200
	// maxMiscount is by how many frames encoders miscount: some leave out the first frame, some count the header.
	maxMiscount = 2
)

// streamProblems are the verdicts on the audio: what players will make a mess of, and where. One cause gets one
// verdict.
func (f *File) streamProblems() []chapters.Diagnostic {
	if f.Stream.Frames == 0 {
		return nil
	}
	var found []chapters.Diagnostic
	joined := f.joined()
	found = append(found, joined...)
	if lies := f.headerLies(); len(lies) > 0 && len(joined) == 0 {
		found = append(found, lies...)
	} else if f.Stream.CutBytes > 0 {
		found = append(found, f.verdict(chapters.TruncatedAudio,
			"the file ends in the middle of a frame, at %s; perhaps a copy or an upload was cut short", chapters.FormatTimestamp(f.Stream.Length())).
			WithHint("export or copy it again; chapmark does not count the incomplete frame"))
	}
	if s := f.Stream; s.Info == nil && s.VBR() && len(joined) == 0 {
		found = append(found, f.verdict(chapters.VBRWithoutHeader,
			"the bit rate varies (%d to %d kbit/s), and no header states the duration: players guess, and do not show %s",
			s.MinBitRate()/1000, s.MaxBitRate()/1000, chapters.FormatTimestamp(f.Duration())).WithHint("let the encoder write a Xing header, or export at a constant bit rate"))
	}
	found = append(found, f.seekTable()...)
	found = append(found, f.junk()...)
	if runs := f.Stream.Runs; len(runs) > 1 {
		found = append(found, f.verdict(chapters.SampleRateChange, "the sample rate changes from %d to %d Hz; many players then play at the wrong speed, or not at all",
			runs[0].SampleRate, runs[1].SampleRate).WithHint("convert all parts to one sample rate before you join them"))
	}
	return found
}

func (f *File) verdict(rule chapters.Rule, format string, args ...any) chapters.Diagnostic {
	return chapters.Report(rule, f.Source, chapters.Span{}, format, args...)
}

// seekTable finds audio in which players can only guess where a time is: at a bit rate that varies, without a table that
// fits.
func (f *File) seekTable() []chapters.Diagnostic {
	s := f.Stream
	if !s.VBR() || s.Info != nil && s.Info.Table && len(f.headerLies()) == 0 {
		return nil
	}
	return []chapters.Diagnostic{f.verdict(chapters.NoSeekTable, "the bit rate varies, and there is no valid seek table; players may start chapters seconds too early or late").
		WithHint("export at a constant bit rate, or let foobar2000 write a new header: Utilities, Fix VBR MP3 header")}
}

// headerLies compares the frames that a header claims with those that there are.
func (f *File) headerLies() []chapters.Diagnostic {
	claimed, ok := f.Stream.Claimed()
	if !ok || abs(f.Stream.Info.Frames-f.Stream.Frames) <= maxMiscount {
		return nil
	}
	cut := ""
	if f.Stream.CutBytes > 0 {
		cut = "; it ends in the middle of a frame, so it was probably cut"
	}
	return []chapters.Diagnostic{f.verdict(chapters.HeaderLies, "the %s header claims %s, but the audio lasts %s%s; players show either",
		f.Stream.Info.Kind, chapters.FormatTimestamp(claimed), chapters.FormatTimestamp(f.Stream.Length()), cut).
		WithHint("export it again, or let a tool rewrite the header; chapmark counts the frames")}
}

// joined finds the seams of files that were put together: a header frame or a tag in the middle, or a few long stretches
// of a constant bit rate each.
func (f *File) joined() []chapters.Diagnostic {
	report := func(at int64, when, how string) []chapters.Diagnostic {
		return []chapters.Diagnostic{f.verdict(chapters.JoinedStreams, "another stream begins at %s (byte %d): %s; players may show a wrong duration",
			when, at, how).WithHint("join the recordings before encoding, or let an MP3 joiner write a new header")}
	}
	s := f.Stream
	for _, gap := range s.Gaps {
		switch {
		case gap.At == 0 || gap.Kind == mpeg.Junk:
		case gap.Kind == mpeg.HeaderFrame:
			return report(gap.Offset, chapters.FormatTimestamp(gap.At), "a second header frame")
		case gap.Offset < s.End:
			return report(gap.Offset, chapters.FormatTimestamp(gap.At), "a tag in the middle")
		}
	}
	if len(s.Steps) < 2 || s.Info != nil {
		return nil
	}
	for _, step := range s.Steps {
		if step.Frames < minPiece {
			return nil
		}
	}
	second := s.Steps[1]
	return report(second.Offset, chapters.FormatTimestamp(second.At),
		fmt.Sprintf("a constant %d kbit/s before it, and %d from there on", s.Steps[0].BitRate/1000, second.BitRate/1000))
}

// junk finds bytes in no frame. It weighs them, and how often they break the stream.
func (f *File) junk() []chapters.Diagnostic {
	var bytes, places, breaks int64
	var largest *mpeg.Gap
	for i, gap := range f.Stream.Gaps {
		if gap.Kind != mpeg.Junk {
			continue
		}
		bytes += gap.Bytes
		places++
		if gap.Offset > f.Stream.Start && gap.Offset < f.Stream.End {
			breaks++
		}
		if largest == nil || gap.Bytes > largest.Bytes {
			largest = &f.Stream.Gaps[i]
		}
	}
	if bytes+breaks*breakWeight < minJunk {
		return nil
	}
	if every, ok := f.radio(); ok {
		return []chapters.Diagnostic{f.verdict(chapters.JunkInAudio,
			"metadata of a radio station (ICY) is in the audio %d times, about every %d bytes; players may click there", breaks, every).
			WithHint("record the stream without it: do not send the header Icy-MetaData, or let ffmpeg record it")}
	}
	where := "before the audio"
	switch {
	case largest.Offset >= f.Stream.End:
		where = "after the audio"
	case largest.Offset > f.Stream.Start:
		where = "at " + chapters.FormatTimestamp(largest.At)
	}
	if places > 1 && largest.Bytes < minJunk {
		return []chapters.Diagnostic{f.verdict(chapters.JunkInAudio, "other data is between the frames in %d places, %d bytes in all, first %s; players may click there",
			places, bytes, where).WithHint("export it again if you can; the chapters fit the audio that is there")}
	}
	more := ""
	if places > 1 {
		more = fmt.Sprintf(" (and in %d other places; %d bytes in all)", places-1, bytes)
	}
	size := fmt.Sprintf("%d bytes", largest.Bytes)
	if largest.Bytes == 1 {
		size = "1 byte"
	}
	return []chapters.Diagnostic{f.verdict(chapters.JunkInAudio, "there is other data %s: %s from byte %d on%s; players may click, or show a wrong duration",
		where, size, largest.Offset, more).WithHint("export it again if you can; the chapters fit the audio that is there")}
}

// radio recognises the metadata that radio servers put into a stream at even distances: one byte, which says how many
// blocks of 16 bytes follow it. It is seen at the end of the frame that it breaks, so distances differ by a frame.
func (f *File) radio() (every int64, ok bool) {
	var gaps []mpeg.Gap
	for _, gap := range f.Stream.Gaps {
		if gap.Kind == mpeg.Junk && gap.Offset > f.Stream.Start && gap.Offset < f.Stream.End {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) < minRadioGaps || f.Stream.Frames == 0 {
		return 0, false
	}
	frame := f.Stream.AudioBytes/f.Stream.Frames + 1
	least, most, total := int64(math.MaxInt64), int64(0), int64(0)
	for i, gap := range gaps {
		if gap.Bytes%16 != 1 {
			return 0, false
		}
		if i > 0 {
			distance := gap.Offset - gaps[i-1].Offset - gaps[i-1].Bytes
			least, most, total = min(least, distance), max(most, distance), total+distance
		}
	}
	return total / int64(len(gaps)-1), most-least <= 2*frame
}

// minRadioGaps is how many gaps at even distances are not chance.
const minRadioGaps = 5

func abs(n int64) int64 { return max(n, -n) }
