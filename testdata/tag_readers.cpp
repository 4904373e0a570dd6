// What TagLib and ffmpeg's libraries read of MP3s, for the tests: one path a line on stdin, one JSON object a line on
// stdout: {"taglib": [[id, payload], ...], "ffmpeg": [[key, value], ...]}, all but chapters. A payload is hexadecimal; a long
// one is its first 256 bytes, its length and a hash.
// g++ -O1 -o tag_readers tag_readers.cpp $(pkg-config --cflags --libs taglib libavformat libavutil)
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>

#include <id3v2frame.h>
#include <id3v2tag.h>
#include <mpegfile.h>
extern "C" {
#include <libavformat/avformat.h>
}

static std::string payload(const char *data, size_t size) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size && i < 256; i++) {
    text += digits[(uint8_t)data[i] >> 4];
    text += digits[(uint8_t)data[i] & 15];
  }
  if (size > 256) {
    uint64_t hash = 14695981039346656037u; // FNV-1a
    for (size_t i = 0; i < size; i++) hash = (hash ^ (uint8_t)data[i]) * 1099511628211u;
    text += " " + std::to_string(size) + " " + std::to_string(hash);
  }
  return text;
}

static void print(bool &first, const std::string &id, const char *data, size_t size) {
  std::printf("%s[\"%s\",\"%s\"]", first ? "" : ",", id.c_str(), payload(data, size).c_str());
  first = false;
}

static void taglib(const std::string &path) {
  TagLib::MPEG::File file(path.c_str(), false);
  bool first = true;
  if (!file.isValid() || !file.hasID3v2Tag()) return;
  for (auto frame : file.ID3v2Tag()->frameList()) {
    std::string id = payload(frame->frameID().data(), frame->frameID().size());
    if (id == "43484150" || id == "43544f43") continue; // CHAP, CTOC
    TagLib::ByteVector bytes = frame->render();
    if (bytes.size() >= 10) print(first, id, bytes.data() + 10, bytes.size() - 10);
  }
}

static void ffmpeg(const std::string &path) {
  AVFormatContext *context = nullptr;
  bool first = true;
  if (avformat_open_input(&context, path.c_str(), av_find_input_format("mp3"), nullptr) < 0) return;
  const AVDictionaryEntry *entry = nullptr;
  while ((entry = av_dict_get(context->metadata, "", entry, AV_DICT_IGNORE_SUFFIX)))
    print(first, payload(entry->key, std::string(entry->key).size()), entry->value, std::string(entry->value).size());
  for (unsigned i = 0; i < context->nb_streams; i++) {
    const AVPacket &picture = context->streams[i]->attached_pic;
    if (context->streams[i]->disposition & AV_DISPOSITION_ATTACHED_PIC) print(first, "picture", (const char *)picture.data, picture.size);
  }
  avformat_close_input(&context);
}

int main() {
  av_log_set_level(AV_LOG_QUIET);
  for (std::string path; std::getline(std::cin, path);) {
    std::printf("{\"taglib\":[");
    taglib(path);
    std::printf("],\"ffmpeg\":[");
    ffmpeg(path);
    std::printf("]}\n");
    std::fflush(stdout);
  }
}
