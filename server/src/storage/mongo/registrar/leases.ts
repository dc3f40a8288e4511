import { latestEnd } from '../../port/registrar/latest-end.js';
import type { Rounds } from '../../port/registrar/rounds.js';
import type { Collections } from './collections.js';
import { insertOnce } from './inserting.js';

export function mongoLeases({ leases }: Collections): Pick<Rounds, 'takeLease' | 'readLease' | 'leasesNamed' | 'dropLease'> {
  return {
    takeLease: async ({ name, holder, until, now, note = null }) => {
      const mayTake = { _id: name, $or: [{ holder }, { until: { $lte: now } }, { until: { $gt: latestEnd({ now, until }) } }] };
      const { matchedCount } = await leases.updateOne(mayTake, { $set: { holder, until, note } });
      return matchedCount === 1 || insertOnce(leases, { _id: name, holder, until, note });
    },
    readLease: async (name) => {
      const lease = await leases.findById(name).lean();
      return lease ? { until: lease.until, note: lease.note } : undefined;
    },
    async leasesNamed(beginning) {
      const within = { _id: { $gte: beginning, $lt: `${beginning}\uffff` } };
      return (await leases.find(within, { _id: 1 }).sort({ _id: 1 }).lean()).map(({ _id }) => _id);
    },
    dropLease: async (name, holder) => void (await leases.deleteOne({ _id: name, holder })),
  };
}
