#!/bin/sh
# base.sh FOLDER: fills it with the minimum that the Dockerfile needs of node:26-slim, from this checkout and machine.
# For machines without access to an image registry; what is shipped is built on the real one.
set -eu
cd "$(dirname "$0")/../.."
root=$1

# A program and the libraries that it loads.
bring() {
  target=$root$2
  mkdir -p "$(dirname "$target")"
  cp -L "$1" "$target"
  ldd "$1" | grep -o '/[^ ]*' | while read -r library; do
    [ -e "$root$library" ] || cp -L --parents "$library" "$root"
  done
}

mkdir -p "$root/dev" "$root/proc" "$root/sys" "$root/etc/ssl/certs" "$root/root" "$root/usr/local/lib/node_modules"
install -d -m 1777 "$root/tmp"
bring "$(readlink -f node_modules/.bin/node)" /usr/local/bin/node
for program in sh cat chmod cp env ls mkdir mv rm; do
  bring "$(readlink -f "$(command -v $program)")" "/usr/bin/$program"
done
mkdir -p "$root/bin" && ln -s ../usr/bin/sh "$root/bin/sh"
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
cp -R "$npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
echo 'root:x:0:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
cat > "$root/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY . /
ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
DOCKERFILE
echo Dockerfile > "$root/.dockerignore"
