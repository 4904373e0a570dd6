// Writes chapters into an MP3 with TagLib, for `make bench`: taglib FILE COUNT
#include <cstdlib>
#include <string>
#include <chapterframe.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <tableofcontentsframe.h>
#include <textidentificationframe.h>

using namespace TagLib;

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  MPEG::File file(argv[1]);
  ID3v2::Tag *tag = file.ID3v2Tag(true);
  tag->removeFrames("CHAP");
  tag->removeFrames("CTOC");
  ByteVectorList children;
  const int count = atoi(argv[2]);
  for (int i = 0; i < count; i++) {
    const ByteVector id = ByteVector::fromCString(("c" + std::to_string(i)).c_str());
    auto *chapter = new ID3v2::ChapterFrame(id, i * 1000, (i + 1) * 1000, 0xFFFFFFFF, 0xFFFFFFFF);
    auto *title = new ID3v2::TextIdentificationFrame("TIT2", String::Latin1);
    title->setText("A title of a chapter, of an ordinary length");
    chapter->addEmbeddedFrame(title);
    tag->addFrame(chapter);
    children.append(id);
  }
  tag->addFrame(new ID3v2::TableOfContentsFrame("toc", children));
  return file.save() ? 0 : 1;
}
