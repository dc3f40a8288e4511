import { subscriberOf } from '#server/http/subscriber-address.js';

test('limits count one address as one, also behind a proxy that tells the port of each connection', () => {
  for (const told of ['198.51.100.9', '198.51.100.9:50123', '::ffff:198.51.100.9', '[::ffff:198.51.100.9]:50124'])
    expect(subscriberOf(told)).toBe('198.51.100.9');
  for (const told of ['2001:db8:0:7::1', '[2001:db8:0:7::2]', '[2001:db8:0:7:1::3]:443'])
    expect(subscriberOf(told)).toBe('2001:db8:0:7::/64');
});
