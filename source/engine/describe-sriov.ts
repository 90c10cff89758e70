/** Cards with virtual functions, the functions and failover pairs, as a lab file has them. */
import type {LabDevice} from './lab.js';
import {formatMac} from './mac.js';
import type {Nic} from './netdev.js';
import {isPf, type VfDevice} from './sriov/adapter.js';
import type {FailoverDevice} from './sriov/failover-device.js';
import {ratesRefusal} from './sriov/set-vf.js';
import {deviceAt, pathOf, type World} from './world.js';

type Common = Pick<LabDevice, 'name' | 'mac' | 'mtu' | 'up' | 'addresses'>;
type NicPart = Pick<Extract<LabDevice, {kind: 'nic'}>, 'sriov'>;

/** What a NIC has beside what every NIC has. Rates that its driver would not take now, for want of a link, are left out. */
export function describeAdapter(nic: Nic): NicPart {
	if (!isPf(nic)) return {};
	const {model, totalVfs, ari, iommu, mode, truePromisc, vfs} = nic.sriov;
	const takesRates = ratesRefusal(nic) === undefined;
	return {
		sriov: {
			model,
			...(model === 'custom' ? {totalVfs} : {}),
			ari,
			iommu,
			mode,
			truePromisc,
			vfs: vfs.map(({mac, macByHost, vlan, qos, spoofCheck, trust, queryRss, link, maxTxRate, minTxRate}) => ({
				// One that the function chose itself is not the host's decision.
				...(macByHost ? {mac: formatMac(mac)} : {}),
				vlan,
				qos,
				spoofCheck,
				trust,
				queryRss,
				link,
				maxTxRate: takesRates ? maxTxRate : 0,
				minTxRate: takesRates ? minTxRate : 0,
			})),
		},
	};
}

export function describeVf(world: World, {pf, number}: VfDevice, common: Common): LabDevice {
	return {...common, kind: 'vf', pf: pathOf(world, pf), number};
}

/** A pair whose standby was moved away is one no more. */
export function describeFailover(world: World, {standby}: FailoverDevice, common: Common): LabDevice | undefined {
	return standby === -1 ? undefined : {...common, kind: 'failover', standby: deviceAt(world, standby).name};
}
