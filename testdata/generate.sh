#!/usr/bin/env bash
# Makes sample/2026-02-09-7-tide-tables.mp3: speech by a synthesiser, a drawn cover, and a tag with frames whose loss
# would show. Needs espeak-ng, sox, lame and ffmpeg. The result is kept in git, so nobody needs to run this.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { # say NAME SECONDS TEXT: a passage, padded with silence to a length
  espeak-ng -v en -s 150 -w "$work/raw.wav" "$3"
  sox -V1 "$work/raw.wav" -r 22050 -c 1 -b 16 "$work/$1.wav" pad 0.4 "$2" trim 0 "$2"
}
say 0 8 "Welcome to Harbour Radio, the show about software at sea. I am your host."
say 1 14 "Mara, you print tide tables for forty small harbours. How does one start with that? With my grandfather's notebook, and a spreadsheet that took nine minutes to open."
say 2 15 "Today it is a single Go program. It reads the harmonic constants of each harbour, adds up thirty seven sine waves, and prints the page. The whole year takes less than a second."
say 3 14 "And where does it run? On a mini computer in the harbour master's office, behind the coffee machine. It has no internet in winter, and nobody noticed."
say 4 13 "Every page is compared with last year's page before it goes to the printer. If a tide moved by more than a metre, somebody has to look."
say 5 16 "Best tips? Print the date of the data on every page, and never trust a clock on a boat. Where can people find you? At the harbour, or at tides dot example. Thank you, Mara."
sox "$work"/[0-5].wav "$work/all.wav"
ffmpeg -v error -f lavfi -i "mandelbrot=size=240x240:maxiter=200" -frames:v 1 -q:v 8 -bitexact "$work/cover.jpg"
lame --quiet -m m -b 32 --resample 22.05 \
  --id3v2-only --tt "Tide Tables for Forty Harbours" --ta "Harbour Radio" --tl "Season 1" --tn 7 --ty 2026 \
  --tg Podcast --tc "Show notes: https://harbour.example/7" --ti "$work/cover.jpg" \
  "$work/all.wav" sample/2026-02-09-7-tide-tables.mp3
ls -l sample
