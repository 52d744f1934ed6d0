/** Distributions and toolchains: they run as root, check nothing, and leave both to whoever builds on them. */
const BARE_BASE =
  /^(?:docker\.io\/)?(?:library\/)?(?:alpine|debian|ubuntu|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux|archlinux|busybox|photon|opensuse\/\w+|node|python|golang|ruby|rust|php|perl|haskell|elixir|erlang|julia|swift|dart|composer|bash|buildpack-deps|openjdk|eclipse-temurin|amazoncorretto|maven|gradle|clojure|sbt|gcc|docker)(?:[:@]|$)|^mcr\.microsoft\.com\/dotnet\/|^gcr\.io\/distroless\//;

/** Whether an image, as it is written, is a distribution or a toolchain without a program of its own. */
export function isBareBase(text: string): boolean {
  return BARE_BASE.test(text);
}
