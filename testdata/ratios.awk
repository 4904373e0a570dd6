# Reads the output of `go test -bench` and prints each benchmark's median, and its ratio to the plain operation that
# it is compared with: BenchmarkCheck to BenchmarkRead, BenchmarkWrite to BenchmarkCopy.
/^Benchmark/ {
  name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
  n[name]++; value[name, n[name]] = $3
  if (n[name] == 1) order[++names] = name
}
function median(name,   i, j, t, v) {
  for (i = 1; i <= n[name]; i++) v[i] = value[name, i] + 0
  for (i = 1; i <= n[name]; i++) for (j = i + 1; j <= n[name]; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
  return v[int((n[name] + 1) / 2)]
}
END {
  base["Check"] = "Read"; base["Write"] = "Copy"
  for (i = 1; i <= names; i++) {
    name = order[i]
    printf "%-8s %9.2f ms", name, median(name) / 1e6
    if (name in base) printf "   %.2f x %s", median(name) / median(base[name]), base[name]
    printf "\n"
  }
}
