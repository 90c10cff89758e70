import {describe, expect, it} from 'vitest';
import {frameName} from '../../source/console/telling/frame-name.js';
import {buildFrame, ETHERTYPE} from '../../source/engine/frame.js';
import {buildIpv4, IP_PROTOCOL} from '../../source/engine/protocol/ipv4.js';
import {parseIpv4} from '../../source/engine/protocol/ipv4-address.js';
import {buildTcp, TCP_FLAG} from '../../source/engine/protocol/tcp.js';
import {createWorld} from '../../source/engine/world.js';

const {syn, ack, fin, rst, psh} = TCP_FLAG;

function named(flags: number, octets = 0): string {
	const addresses = {source: parseIpv4('10.0.0.1') as number, destination: parseIpv4('10.0.0.2') as number};
	const segment = buildTcp({sourcePort: 40_000, destinationPort: 80, flags, payload: new Uint8Array(octets)}, addresses);
	const packet = buildIpv4({...addresses, protocol: IP_PROTOCOL.tcp, payload: segment});
	return frameName(createWorld(), buildFrame({dst: 2, src: 4, etherType: ETHERTYPE.ipv4, payload: packet}));
}

describe('the name of a TCP segment says what it is there for', () => {
	it.each([
		['to open', syn, 0, 'TCP SYN port 80'],
		['to open from the other side', syn | ack, 0, 'TCP SYN,ACK port 80'],
		['to acknowledge', ack, 0, 'TCP ACK port 80'],
		['to carry octets', psh | ack, 18, 'TCP 18 B port 80'],
		['to end', fin | ack, 0, 'TCP FIN port 80'],
		['to refuse', rst | ack, 0, 'TCP RST port 80'],
	])('%s', (_, flags, octets, name) => {
		expect(named(flags, octets)).toBe(name);
	});
});
