// Takes bookings from the queue and mails the tickets, one at a time and in order.
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { converse, redis } from './redis.mjs';

const { REDIS_URL, SMTP_URL } = process.env;
const RETRY_MS = 5_000;

function mail(text) {
  const letter = `From: tickets@tidewater-tours.example\r\nSubject: Your ticket\r\n\r\n${text}\r\n.`;
  const dialogue = [
    'HELO shop',
    'MAIL FROM:<tickets@tidewater-tours.example>',
    'RCPT TO:<guest@tidewater-tours.example>',
    'DATA',
    letter,
    'QUIT',
  ];
  return converse(SMTP_URL, async (socket) => {
    for await (const reply of socket) {
      if (!/^[23]/.test(reply)) throw new Error(`the mail server said ${reply.trim()}`);
      const line = dialogue.shift();
      if (!line) return;
      socket.write(`${line}\r\n`);
    }
  });
}

async function takeBooking() {
  const reply = await redis(REDIS_URL, 'BRPOP', 'bookings', '5');
  return /\{.*\}/.exec(reply)?.[0];
}

async function untilDone(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
      await pause(RETRY_MS);
    }
  }
}

process.once('SIGTERM', () => process.exit(0));

for (;;) {
  const booking = await untilDone(takeBooking);
  if (booking) await untilDone(() => mail(booking));
}
