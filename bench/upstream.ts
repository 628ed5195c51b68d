import { type AddressInfo, createServer } from "node:net";
import { serveSubject } from "./subject.ts";

/*
 * The upstream of every measurement: it answers a small GET as cheaply as a socket allows, so that what is measured is
 * the proxy before it.
 */
const BODY = '{"symbol":"BTC-USD","price":"64000.50"}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nConnection: keep-alive\r\n\r\n${BODY}`,
);
const END = Buffer.from("\r\n\r\n");

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    // Requests have no body, and none is split: a proxy writes each at once.
    for (let at = chunk.indexOf(END); at !== -1; at = chunk.indexOf(END, at + 4)) socket.write(ANSWER);
  });
});
server.listen(0, "127.0.0.1", () => serveSubject((server.address() as AddressInfo).port));
