package mpeg

// NewWalker is a Walker that cuts files into segments of another length.
func NewWalker(segmentBytes int64) *Walker { return &Walker{Marks: 256, SegmentBytes: segmentBytes} }
