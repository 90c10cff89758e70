/** VXLAN and GRE devices of Linux in the lab file. What is left out has the driver's default. */
import * as z from 'zod';
import {DONT_FRAGMENT} from './devices/vxlan/vxlan-device.js';
import {parseMac} from './mac.js';
import {parseIpv4} from './protocol/ipv4-address.js';

const name = z.string().regex(/^[A-Za-z][\w.-]{0,14}$/, 'a name has 1 to 15 letters, digits, ".", "_" or "-" and starts with a letter');
const address = z.string().refine((text) => parseIpv4(text) !== undefined, 'an address is written 192.0.2.1');
const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
const key = z.int().min(0).max(0xffff_ffff);
const tos = z.union([z.int().min(0).max(255), z.literal('inherit')]).default(0);

const underlay = {
	/** Source of the outer packets; left out, the route's. */
	local: address.optional(),
	/** Bound to this device of the same machine. */
	dev: name.optional(),
	/** The machine that sends the outer packets, when it is not this one. */
	underlay: name.optional(),
	tos,
};

export const vxlanShape = {
	kind: z.literal('vxlan'),
	...underlay,
	vni: z.int().min(0).max(0xff_ffff),
	/** Where frames for unknown stations go; more of them stand in `fdb` with the MAC 00:00:00:00:00:00. */
	remote: address.optional(),
	port: z.int().min(1).max(65535).default(8472),
	/** 0 is `auto`. */
	ttl: z.union([z.int().min(0).max(255), z.literal('inherit')]).default(0),
	df: z.enum(DONT_FRAGMENT).default('unset'),
	learning: z.boolean().default(true),
	/** Seconds. */
	ageing: z.number().positive().default(300),
	/** Most entries; 0 is no limit. */
	limit: z.int().nonnegative().default(0),
	udpChecksum: z.boolean().default(true),
	/** Permanent entries. */
	fdb: z.array(z.strictObject({mac, dst: address})).default([]),
};

export const gretapShape = {
	kind: z.literal('gretap'),
	...underlay,
	remote: address.optional(),
	inKey: key.optional(),
	outKey: key.optional(),
	inChecksum: z.boolean().default(false),
	outChecksum: z.boolean().default(false),
	/** 0 is `inherit`. */
	ttl: z.int().min(0).max(255).default(0),
	pathMtuDiscovery: z.boolean().default(true),
	ignoreDf: z.boolean().default(false),
};
