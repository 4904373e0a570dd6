FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# With .git, the program knows its version.
RUN CGO_ENABLED=0 go build -trimpath -tags nethttpomithttp2 -ldflags="-s -w" -o /chapmark ./cmd/chapmark

# git is for --changed-since.
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 65532 --create-home chapmark
COPY --from=build /chapmark /usr/local/bin/chapmark
USER 65532
WORKDIR /site
ENTRYPOINT ["chapmark"]
