import { sendWaitingMail } from '#server/mail/mail.js';
import { aMailServer } from '../builders/mail-server.js';
import { aDraft, anOffice, anOpenRound } from '../builders/office.js';

test('a server that is told to stop while it sends hands over the letters it has in hand and takes no others', async () => {
  const server = await aMailServer();
  const office = await anOffice({ smtpPort: server.port });
  const { act } = await anOpenRound(office, aDraft(), { Sales: 41, Works: 41 });
  const { post } = office.mail;
  if (!post) throw new Error('no mail');
  const stop = new AbortController();
  const send: typeof post.send = (letter) => {
    stop.abort();
    return post.send(letter);
  };
  await sendWaitingMail({ ...office.mail, post: { ...post, send }, stopping: stop.signal });
  expect(server.received).toHaveLength(30);
  expect(await office.registrar.outbox.counts(act.round)).toEqual({ waiting: 50, sent: 30, failed: 0 });
  await sendWaitingMail(office.mail);
  expect(server.received).toHaveLength(80);
  await office.remove();
  await server.close();
});
