"""Writes chapters into an MP3 with eyeD3, for `make bench`: eyed3_write.py FILE COUNT"""
import logging
import sys

import eyed3.id3

logging.disable(logging.CRITICAL)
path, count = sys.argv[1], int(sys.argv[2])
tag = eyed3.id3.Tag()
tag.parse(path)
for element in [c.element_id for c in tag.chapters]:
    tag.chapters.remove(element)
ids = [b"c%d" % i for i in range(count)]
for i, element in enumerate(ids):
    chapter = tag.chapters.set(element, (i * 1000, (i + 1) * 1000))
    chapter.title = "A title of a chapter, of an ordinary length"
tag.table_of_contents.set(b"toc", toplevel=True, ordered=True, child_ids=ids)
tag.save(version=(2, 3, 0))
