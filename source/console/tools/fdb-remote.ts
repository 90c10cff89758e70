/** The end of a tunnel, as `bridge fdb` is told it: `dst`, `port`, `vni`, `via` (fdb_modify). */
import type {FdbRemote} from '../../engine/devices/bridge/bridge-change.js';
import type {Place} from '../command.js';
import {garbageArgument, noSuchDevice, wrongArgument} from '../complaint.js';
import {findDevice} from '../resolve.js';
import {readInteger} from '../values.js';
import {readEndpoint} from './tunnel-values.js';

const REFUSED = 255;

/** Takes one of the words into `remote`. */
export function takeRemote(place: Place, remote: FdbRemote, keyword: string, value: string): void {
	switch (keyword) {
		case 'dst':
			if (remote.address !== undefined) throw garbageArgument('dst', value);
			remote.address = readEndpoint(value, 'any valid');
			break;
		case 'port':
			remote.port = readNumber(value, 0xffff, 'invalid port\n');
			break;
		case 'vni':
			remote.vni = readVni(value);
			break;
		case 'via': {
			const device = findDevice(place, value);
			if (!device) throw noSuchDevice(value, REFUSED);
			remote.via = device.id;
			break;
		}
	}
}

export function readVni(value: string): number {
	return readNumber(value, 0xff_ffff, 'invalid VNI\n');
}

function readNumber(value: string, limit: number, message: string): number {
	const number = readInteger(value);
	if (number === undefined || number < 0 || number > limit) throw wrongArgument(value, message);
	return number;
}
