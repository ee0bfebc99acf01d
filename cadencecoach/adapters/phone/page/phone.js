// Shows what the run tells, and says what is pressed. The key of the run stands behind the # of the
// address: no browser sends that; here it is the first word on the socket.
"use strict";

const AGAIN_MS = 2000;
const ENDS = {
  1000: "The run is over.",
  4001: "This link is of another run. Scan the code on the computer again.",
  4002: "Another phone shows this run.",
  4003: "Refused. Load this page again.",
  4004: "Too many presses at once.",
};
const AGAIN_AFTER = [1001, 1005, 1006, 4002, 4004];

const element = (id) => document.getElementById(id);
const write = (id, text) => {
  if (element(id).textContent !== text) element(id).textContent = text;
};
const button = (word) => document.querySelector(`[data-say="${word}"]`);

function turn(is, word, other) {
  if (button(word).hidden === is) return;
  const had = document.activeElement === button(word);
  button(word).hidden = is;
  button(other).hidden = !is;
  if (had) button(other).focus();
}

function show(now) {
  write("target", now.target_spm === null ? "–" : String(now.target_spm));
  write("cadence", now.cadence_spm === null ? "–" : String(now.cadence_spm));
  write("band", now.band || "–");
  write("state", now.state);
  write("time", now.time);
  write("total", now.total);
  turn(now.stands, "pause", "go on");
  turn(now.muted, "mute", "sound");
}

function open() {
  const socket = new WebSocket(`ws://${location.host}/socket`);
  socket.onopen = () => socket.send(location.hash.slice(1));
  socket.onmessage = (message) => {
    show(JSON.parse(message.data));
    if (element("buttons").disabled) {
      element("buttons").disabled = false;
      write("link", "Connected");
    }
  };
  socket.onclose = ({ code }) => {
    element("buttons").disabled = true;
    write("link", ENDS[code] || "No connection. Trying again …");
    if (AGAIN_AFTER.includes(code)) setTimeout(open, AGAIN_MS);
  };
  element("buttons").onclick = ({ target }) => {
    if (target.dataset.say === undefined || socket.readyState !== WebSocket.OPEN) return;
    socket.send(target.dataset.say);
  };
}

open();
