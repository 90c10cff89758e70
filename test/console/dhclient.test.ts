/** `dhclient`, in the words of ISC's 4.4.3-P1, asked in a namespace with a server and without. */
import {describe, expect, it} from 'vitest';
import {labShell} from './lab-shell.js';

const BANNER = `Internet Systems Consortium DHCP Client 4.4.3-P1
Copyright 2004-2022 Internet Systems Consortium.
All rights reserved.
For info, please visit https://www.isc.org/software/dhcp/
`;

describe('dhclient', () => {
	it('says nothing, and has an address', () => {
		const {shows} = labShell('lan-with-router');
		expect(shows('pc', 'dhclient')).toBe('');
		expect(shows('pc', 'ip -br -4 addr show eth0')).toMatch(/192\.168\./);
	});

	it('tells the four messages with -v, and gives the address back with -r', () => {
		const {shows} = labShell('lan-with-router');
		const told = shows('pc', 'dhclient -v eth0');
		// The machine has a lease already: who kept that ends.
		expect(told.startsWith(`Killed old client process\n${BANNER}\nListening on LPF/eth0/`)).toBe(true);
		const [, address = '?', server = '?'] = /DHCPOFFER of (\S+) from (\S+)/.exec(told) ?? [];
		expect(told.slice(told.indexOf('DHCPDISCOVER'))).toMatch(
			new RegExp(
				`^DHCPDISCOVER on eth0 to 255.255.255.255 port 67 interval 3\n(?:DHCPDISCOVER.*\n)*DHCPOFFER of ${address} from ${server}\nDHCPREQUEST for ${address} on eth0 to 255.255.255.255 port 67\nDHCPACK of ${address} from ${server}\nbound to ${address} -- renewal in \\d+ seconds.\n$`,
			),
		);
		const released = shows('pc', 'dhclient -v -r eth0');
		expect(released.startsWith(`Killed old client process\n${BANNER}`)).toBe(true);
		expect(released.endsWith(`DHCPRELEASE of ${address} on eth0 to ${server} port 67\n`)).toBe(true);
		expect(shows('pc', 'ip -br -4 addr show eth0')).not.toContain(address);
	});

	it('gives up after its first try with -1', () => {
		const {type} = labShell('starter');
		const {status, stderr} = type('vm1', 'dhclient -v -1 eth0');
		expect([status, stderr.slice(stderr.lastIndexOf('No DHCPOFFERS'))]).toEqual([
			2,
			'No DHCPOFFERS received.\nUnable to obtain a lease on first try.  Exiting.\n',
		]);
	});

	it.each([
		['dhclient --version', 0, 'isc-dhclient-4.4.3-P1\n'],
		['dhclient -6 eth0', 1, 'dhclient: "-6" is real, but this lab does not model it. Nearest: dhclient -v DEVICE\n'],
	])('%s', (line, status, stderr) => {
		expect(labShell('lan-with-router').type('pc', line)).toMatchObject({status, stderr});
	});
});
