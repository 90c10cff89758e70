/** Networks of a hosted hypervisor in the lab file. What is left out follows from the number of the network (`hosted/presets.ts`). */
import * as z from 'zod';
import {HOST_SYSTEMS} from './hosted/hub-device.js';
import {VMNET_MODES} from './hosted/presets.js';
import {parseMac} from './mac.js';
import {parseIpv4} from './protocol/ipv4-address.js';

const name = z.string().regex(/^[A-Za-z][\w.-]{0,14}$/, 'a name has 1 to 15 letters, digits, ".", "_" or "-" and starts with a letter');
const address = z.string().refine((text) => parseIpv4(text) !== undefined, 'an address is written 192.0.2.1');
const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
const port = z.int().min(1).max(65535);
const seconds = z.number().positive();

const socket = z
	.string()
	.regex(/^\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}$/, 'a forward goes to 192.168.80.128:80')
	.refine((text) => parseIpv4(text.split(':')[0] as string) !== undefined, 'a forward goes to 192.168.80.128:80');

/** `[incomingtcp]` and `[incomingudp]` of nat.conf, `hostfwd` of QEMU. */
const forwards = z
	.array(z.strictObject({protocol: z.enum(['tcp', 'udp']).default('tcp'), port, to: socket}))
	.refine((list) => new Set(list.map((one) => `${one.protocol} ${one.port}`)).size === list.length, 'a port is forwarded to one place')
	.default([]);

const service = {
	/** Stopped: nobody hears it. */
	on: z.boolean().default(true),
};

const dhcpSettings = {
	from: address.optional(),
	to: address.optional(),
	/** Seconds. */
	lease: seconds.optional(),
	maxLease: seconds.optional(),
	domain: z.string().min(1).optional(),
	/** Guests that always get the same address. */
	hosts: z.array(z.strictObject({mac, address})).default([]),
};

export const vmnetShape = {
	kind: z.literal('vmnet'),
	/** 0 to 19 on Windows, 0 to 254 on Linux. */
	number: z.int().min(0).max(254),
	system: z.enum(HOST_SYSTEMS).default('linux'),
	/** VMnet0 bridged, VMnet8 NAT, others host-only. */
	mode: z.enum(VMNET_MODES).optional(),
	/** The network's address, always a /24. */
	subnet: address.optional(),
	/** `preset`: .1, unless the network is bridged. `plain`: with what `addresses` says. */
	hostAdapter: z.enum(['preset', 'plain', 'none']).default('preset'),
	/** May guests be promiscuous? */
	promiscuous: z.boolean().default(false),
	/** The NIC of the same machine that it is bridged to; `auto` is the first one. */
	uplink: name.optional(),
	/** As a wireless NIC needs it; left out, exactly there. */
	rewriting: z.boolean().optional(),
	/** `none`, or settings; left out, as the mode has it. */
	service: z
		.strictObject({
			dhcp: z.union([z.literal('none'), z.strictObject({...service, ...dhcpSettings})]).optional(),
			nat: z.strictObject({...service, forwards}).optional(),
		})
		.default({}),
};

/** The network of one VM alone (QEMU `-netdev user`, VirtualBox NAT). */
export const userNetworkShape = {
	kind: z.literal('user-network'),
	subnet: address.default('10.0.2.0'),
	service: z
		.strictObject({
			dhcp: z.union([z.literal('none'), z.strictObject(dhcpSettings)]).optional(),
			nat: z.strictObject({...service, forwards}).optional(),
		})
		.default({}),
};
