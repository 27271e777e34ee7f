"""A web server that misbehaves, on loopback: each path is one way of going wrong.

plain HTTP (`/<mode>`):
  good              a document of three numbers with an entity tag; 304 when it is known
  etagless          the same without entity tag or date
  pages             pages of a World Bank document
  page_changed, page_repeated, pages_many: badly so
  short_length      fewer bytes than Content-Length
  longer_body       more bytes than Content-Length
  two_lengths       two Content-Length headers
  length_and_chunks Content-Length beside Transfer-Encoding
  missing_last      chunks without the last one
  reset             the connection is reset in the middle of the body
  http09            a body without status line or headers
  not_http          another protocol's greeting
  endless_headers   headers for ever
  endless_interim   100 Continue for ever
  trickle           one byte each half second
  silent            takes the question and says nothing
  redirect_file     Location: file:///etc/passwd
  redirect_loop     to itself
  redirect_host     to another host
  redirect_metadata to http://169.254.169.254/
  redirect_private  to an address that is not allowed
  redirect_good     to /good
  secret_redirect   to another host that is allowed
  huge              10 GB in chunks
  huge_length       10 GB announced
  gzip_good         compressed, and well
  gzip_bomb         a thousandfold when inflated
  gzip_large        more than the bound when inflated, at a modest ratio
  gzip_cut          compressed, with the end missing in a complete answer
  gzip_unasked      compressed although nobody asked
  charset           windows-1254
  no_length         neither length nor chunks
  wrong_type        text/html
  no_type           no Content-Type
  half_json         half a document in a complete answer
  empty             204
  secret            401 without the secret, else good
  too_many          429 with Retry-After: 120
  unavailable       503 with Retry-After as a date
  broken            500
  missing           404
over TLS (a port each): good, self_signed, expired, wrong_name, tls11.

A counting listener stands for the addresses that must not be asked."""
import contextlib
import datetime
import functools
import gzip
import json
import pathlib
import random
import socket
import ssl
import subprocess
import threading
import warnings

HERE = "127.0.0.2"       # asked by the tests: allowed to them
FORBIDDEN = "127.0.0.3"  # never to be asked
ROWS = [{"indicator": {"id": "X"}, "countryiso3code": "ABC", "date": str(y), "value": v}
        for y, v in ((2021, 1), (2022, 2), (2023, 3))]
GOOD = json.dumps([{"page": 1, "pages": 1, "per_page": 50, "total": 3}, ROWS]).encode()
TYPE = "application/json; charset=utf-8"
MODES = {}


def mode(function):
    MODES[function.__name__] = function
    return function


class Request:
    """One question: its path, parameters, headers, and the connection to answer on."""

    def __init__(self, server, conn, head):
        self.server, self.conn = server, conn
        lines = head.decode("latin-1").split("\r\n")
        self.target = lines[0].split(" ")[1]
        self.mode, _, query = self.target.lstrip("/").partition("?")
        self.query = dict(p.split("=", 1) for p in query.split("&") if "=" in p)
        self.headers = {k.strip().lower(): v.strip()
                        for k, _, v in (line.partition(":") for line in lines[1:])}

    def send(self, data):
        self.conn.sendall(data)

    def head(self, status, *lines):
        self.send(("HTTP/1.1 " + status + "\r\n" + "".join(x + "\r\n" for x in lines)
                   + "\r\n").encode("latin-1"))

    def answer(self, body, *lines, status="200 OK", kind=TYPE):
        self.head(status, f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines)
        self.send(body)

    def redirect(self, where):
        self.head("302 Found", f"Location: {where}", "Content-Length: 5")
        self.send(b"moved")

    def wait(self):
        """Until the other side gives up."""
        with contextlib.suppress(OSError):
            self.conn.settimeout(60)
            while self.conn.recv(4096):
                pass

    def pour(self, piece, pause=None):
        """The same piece for ever, until the other side gives up."""
        with contextlib.suppress(OSError):
            while not self.server.ended.wait(pause if pause else 0):
                self.send(piece)


@mode
def good(r):
    if r.headers.get("if-none-match") == '"v1"':
        r.head("304 Not Modified", 'ETag: "v1"')
    else:
        r.answer(GOOD, 'ETag: "v1"', "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT")


@mode
def etagless(r):
    r.answer(GOOD)


def page(r, number, count):
    r.answer(json.dumps([{"page": number, "pages": count}, ROWS * 4]).encode(), 'ETag: "p"')


@mode
def pages(r):
    page(r, int(r.query.get("page", 1)), 3)


@mode
def page_changed(r):
    page(r, int(r.query.get("page", 1)), 3 if r.query.get("page", "1") == "1" else 4)


@mode
def page_repeated(r):
    page(r, 1, 3)


@mode
def pages_many(r):
    page(r, int(r.query.get("page", 1)), 101)


@mode
def short_length(r):
    r.head("200 OK", f"Content-Type: {TYPE}", f"Content-Length: {len(GOOD) + 20}")
    r.send(GOOD)


@mode
def longer_body(r):
    r.head("200 OK", f"Content-Type: {TYPE}", f"Content-Length: {len(GOOD)}")
    r.send(GOOD + b"and more that nobody announced")


@mode
def two_lengths(r):
    r.answer(GOOD, f"Content-Length: {len(GOOD) - 9}")


@mode
def length_and_chunks(r):
    r.answer(b"%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD), "Transfer-Encoding: chunked")


def chunked(r, *lines):
    r.head("200 OK", f"Content-Type: {TYPE}", "Transfer-Encoding: chunked", *lines)


@mode
def missing_last(r):
    chunked(r)
    r.send(b"%x\r\n%s\r\n" % (len(GOOD), GOOD))


@mode
def reset(r):
    r.head("200 OK", f"Content-Type: {TYPE}", f"Content-Length: {len(GOOD)}")
    r.send(GOOD[:20])
    r.conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@mode
def http09(r):
    r.send(GOOD)


@mode
def not_http(r):
    r.send(b"220 mail.example.org ESMTP\r\n")
    r.wait()


@mode
def endless_headers(r):
    r.send(b"HTTP/1.1 200 OK\r\n")
    r.pour(b"X-More: 0123456789012345678901234567890123456789\r\n" * 20)


@mode
def endless_interim(r):
    r.pour(b"HTTP/1.1 100 Continue\r\n\r\n" * 20)


@mode
def trickle(r):
    r.head("200 OK", f"Content-Type: {TYPE}", f"Content-Length: {len(GOOD)}")
    r.pour(b" ", 0.5)


@mode
def silent(r):
    r.wait()


@mode
def redirect_file(r):
    r.redirect("file:///etc/passwd")


@mode
def redirect_loop(r):
    r.redirect(r.target)


@mode
def redirect_host(r):
    r.redirect(f"http://{FORBIDDEN}:{r.server.forbidden.port}/good")


redirect_private = MODES["redirect_private"] = redirect_host


@mode
def redirect_metadata(r):
    r.redirect("http://169.254.169.254/latest/meta-data/")


@mode
def redirect_good(r):
    r.redirect("/good")


@mode
def huge(r):
    chunked(r)
    r.pour(b"10000\r\n" + b"x" * 65536 + b"\r\n")


@mode
def huge_length(r):
    r.head("200 OK", f"Content-Type: {TYPE}", "Content-Length: 10737418240")
    r.pour(b"x" * 65536)


@functools.cache
def bomb():
    """32 MiB of nothing in 32 kB."""
    return gzip.compress(bytes(32 << 20), 9)


@functools.cache
def large():
    """24 MiB of which a part cannot be packed."""
    return gzip.compress((bytes(4096) + random.Random(1).randbytes(4096)) * 3072, 1)


def packed(r, data):
    r.answer(data, "Content-Encoding: gzip")


@mode
def gzip_good(r):
    packed(r, gzip.compress(GOOD))


@mode
def gzip_bomb(r):
    packed(r, bomb())


@mode
def gzip_large(r):
    packed(r, large())


@mode
def gzip_cut(r):
    packed(r, gzip.compress(GOOD)[:-4])


gzip_unasked = MODES["gzip_unasked"] = gzip_good


@mode
def charset(r):
    r.answer(GOOD, kind="application/json; charset=windows-1254")


@mode
def no_length(r):
    r.head("200 OK", f"Content-Type: {TYPE}", "Connection: close")
    r.send(GOOD)


@mode
def wrong_type(r):
    r.answer(b"<html>Please log in</html>", kind="text/html")


@mode
def no_type(r):
    r.head("200 OK", f"Content-Length: {len(GOOD)}")
    r.send(GOOD)


@mode
def half_json(r):
    r.answer(GOOD[:len(GOOD) // 2])


@mode
def empty(r):
    r.head("204 No Content")


@mode
def secret(r):
    r.server.secrets.append({k: v for k, v in r.headers.items()
                             if k in ("authorization", "x-api-key")})
    if r.headers.get("authorization") or r.headers.get("x-api-key"):
        r.answer(GOOD)
    else:
        r.answer(b"no", status="401 Unauthorized")


@mode
def secret_redirect(r):
    r.redirect(r.server.ears.url("secret"))


@mode
def too_many(r):
    r.answer(b"slow down", "Retry-After: 120", status="429 Too Many Requests")


@mode
def unavailable(r):
    r.answer(b"closed", "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT",
             status="503 Service Unavailable")


@mode
def broken(r):
    r.answer(b"oops", status="500 Internal Server Error")


@mode
def missing(r):
    r.answer(b"nothing", status="404 Not Found")


class Listener:
    """A port with a thread for each connection, which it counts."""

    def __init__(self, host=HERE, context=None):
        self.host, self.context = host, context
        self.forbidden = self.ears = None
        self.connections, self.requests, self.secrets = 0, [], []
        self.ended = threading.Event()
        self.socket = socket.create_server((host, 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def url(self, path=""):
        return f"http{'s' if self.context else ''}://{self.host}:{self.port}/{path}"

    def listen(self):
        with contextlib.suppress(OSError):
            while True:
                conn, _ = self.socket.accept()
                self.connections += 1
                threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        with contextlib.suppress(OSError, ssl.SSLError), conn:
            conn.settimeout(60)
            if self.context:
                conn = self.context.wrap_socket(conn, server_side=True)
            with conn:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = conn.recv(4096)
                    if not piece:
                        return
                    head += piece
                request = Request(self, conn, head)
                self.requests.append(request.target)
                MODES[request.mode](request)

    def close(self):
        self.ended.set()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


CA_CONF = """
[ca]
default_ca = here
[here]
database = {0}/index.txt
serial = {0}/serial
new_certs_dir = {0}
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""


class Certificates:
    """An authority of its own, and what it signed; made on the spot by openssl."""

    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        (self.dir / "index.txt").touch()
        (self.dir / "serial").write_text("01\n")
        (self.dir / "ca.conf").write_text(CA_CONF.format(self.dir))
        self.ca = self.make_ca()

    def openssl(self, *args):
        subprocess.run(["openssl", *args], cwd=self.dir, check=True, capture_output=True,
                       timeout=60)

    def make_ca(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                     "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj",
                     "/CN=test authority", "-addext", "basicConstraints=critical,CA:true")
        return self.dir / "ca.pem"

    def signed(self, name, san, begin, end):
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}",
                     "-addext", f"subjectAltName={san}")
        self.openssl("ca", "-batch", "-notext", "-config", "ca.conf", "-cert", "ca.pem",
                     "-keyfile", "ca.key", "-startdate", begin, "-enddate", end, "-in",
                     f"{name}.csr", "-out", f"{name}.pem")
        return self.context(name)

    def self_signed(self, name, san):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                     "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "30",
                     "-subj", f"/CN={name}", "-addext", f"subjectAltName={san}")
        return self.context(name)

    def context(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.dir / f"{name}.pem", self.dir / f"{name}.key")
        return context


def stamp(days):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return moment.strftime("%Y%m%d%H%M%SZ")


def old_only(context):
    """TLS 1.1 and nothing newer, which OpenSSL only does when its own floor is lowered."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):  # that it is old is the point
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


class FaultServer:
    """All listeners: .plain, .forbidden, and .tls[name]."""

    def __init__(self, folder):
        bomb(), large()  # made before the clock runs
        self.certificates = certs = Certificates(folder)
        here = f"IP:{HERE},IP:{FORBIDDEN},DNS:good.test"
        contexts = {
            "good": certs.signed("good", here, stamp(-2), stamp(20)),
            "self_signed": certs.self_signed("self_signed", here),
            "expired": certs.signed("expired", here, stamp(-20), stamp(-2)),
            "wrong_name": certs.signed("wrong_name", "DNS:other.test", stamp(-2), stamp(20)),
            "tls11": old_only(certs.context("good")),
        }
        self.plain = Listener()
        self.forbidden = Listener(FORBIDDEN)
        self.ears = Listener(FORBIDDEN, certs.context("good"))  # it is not to hear a secret
        self.tls = {name: Listener(HERE, context) for name, context in contexts.items()}
        for listener in self.listeners():
            listener.forbidden, listener.ears = self.forbidden, self.ears

    def listeners(self):
        return [self.plain, self.forbidden, self.ears, *self.tls.values()]

    def close(self):
        for listener in self.listeners():
            listener.close()
