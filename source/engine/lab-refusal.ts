/** What an errno means to whoever wrote a lab file, where the kernel gives no explanation of its own. */
import type {ChangeResult, Errno} from './change.js';

const MEANINGS: Partial<Record<Errno, string>> = {
	EPERM: 'that is not allowed here',
	ENOENT: 'what it needs is not there',
	EBUSY: 'one of the devices is a port, an uplink or below something else already; use another',
	EEXIST: 'a device, an address or a number is there already; use another',
	ENODEV: 'the device is not there',
	EINVAL: 'a value makes no sense here, or not together with others',
	ERANGE: 'a number is beyond what there is',
	EOPNOTSUPP: 'this kind of device does not do that',
	EADDRINUSE: 'the address or the port is in use already; use another',
	EADDRNOTAVAIL: 'the address cannot be had here',
	ENETUNREACH: 'no address of the machine is in that network',
	ELOOP: 'devices would stand on each other in a circle',
	EXFULL: 'there is no room for more',
	EMLINK: 'devices would stand too high on each other',
	ENOSPC: 'there is no room for more',
	ENOMEM: 'there is no room for so many',
};

/** One sentence: the kernel's own, or the errno and what it means. */
export function refusalInLab({errno, message}: Extract<ChangeResult, {kind: 'refused'}>): string {
	const meaning = MEANINGS[errno];
	return message ?? `the kernel refuses this (${errno})${meaning === undefined ? '' : `: ${meaning}`}`;
}
