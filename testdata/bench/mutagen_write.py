"""Writes chapters into an MP3 with mutagen, for `make bench`: mutagen_write.py FILE COUNT"""
import sys
from mutagen.id3 import CHAP, CTOC, CTOCFlags, ID3, TIT2

path, count = sys.argv[1], int(sys.argv[2])
tag = ID3(path)
tag.delall("CHAP")
tag.delall("CTOC")
ids = ["c%d" % i for i in range(count)]
for i, element in enumerate(ids):
    title = TIT2(encoding=0, text=["A title of a chapter, of an ordinary length"])
    tag.add(CHAP(element_id=element, start_time=i * 1000, end_time=(i + 1) * 1000, start_offset=0xFFFFFFFF,
                 end_offset=0xFFFFFFFF, sub_frames=[title]))
tag.add(CTOC(element_id="toc", flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED, child_element_ids=ids, sub_frames=[]))
tag.save(v2_version=3)
