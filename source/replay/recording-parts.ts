/** What several parts of the format of recordings have in common. */
import * as z from 'zod';
import {PORT_STATES} from '../engine/devices/bridge/bridge-device.js';
import {portOptionsSchema} from '../engine/lab.js';
import {parseMac} from '../engine/mac.js';

export const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
export const word = z.union([z.int(), z.string().regex(/^0x[0-9a-f]{1,4}$/i)]).transform(Number);
export const seconds = z.number().nonnegative();
export const tag = {vlan: z.int().min(0).max(4095).optional(), pcp: z.int().min(0).max(7).optional(), tpid: word.optional()};
export const inner = z.strictObject(tag).optional();

/** Of a port of a Linux bridge. */
export const portConfig = portOptionsSchema.extend({
	multicastRouter: z.literal([0, 1, 2]).optional(),
	/** By name, or by the number that `bridge link set … state` takes. */
	state: z
		.union([
			z.enum(PORT_STATES),
			z
				.int()
				.min(0)
				.max(4)
				.transform((number) => PORT_STATES[number] ?? 'disabled'),
		])
		.optional(),
});

/** One record of an IGMPv3 report (RFC 3376 4.2.12). */
export const igmpRecord = z.strictObject({
	type: z.enum(['is_in', 'is_ex', 'to_in', 'to_ex', 'allow', 'block']),
	group: z.ipv4(),
	sources: z.array(z.ipv4()).default([]),
});
