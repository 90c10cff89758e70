/** Causes and drops of bonds in words. */
import type {BondCauseWords, BondDropWords} from '../names.js';

const links = {up: 'up', fail: 'failing, waiting for downdelay', down: 'down', back: 'coming back, waiting for updelay'} as const;
const muxes = {
	start: 'not started',
	detached: 'detached: it belongs to no bundle',
	waiting: 'waiting for others to join its bundle',
	attached: 'attached: waiting for the partner to be in step',
	'collecting-distributing': 'collecting and distributing: frames flow',
} as const;
const partners = {
	start: 'not started',
	initialize: 'starting',
	'port-disabled': 'disabled',
	'lacp-disabled': 'without LACP',
	expired: 'expired',
	defaulted: 'without partner',
	current: 'current',
} as const;

export const bondCauses: BondCauseWords = {
	'bond-slave': (cause, name) =>
		({
			active: `by ${name.device(cause.slave)}, the active slave`,
			turn: `by ${name.device(cause.slave)}: it is its turn`,
			hash: `hash ${cause.hash}: by ${name.device(cause.slave)}`,
			all: `a copy by ${name.device(cause.slave)}`,
		})[cause.by],
	'bond-active': (cause, name) =>
		cause.slave === -1
			? `${name.device(cause.bond)} has no active slave any more`
			: `${name.device(cause.slave)} is the active slave of ${name.device(cause.bond)} now`,
	'bond-link': (cause, name) => `link of ${name.device(cause.slave)} is ${links[cause.link]}`,
	'lacp-received': (cause, name) =>
		`LACPDU from ${name.mac(cause.partner)} on ${name.device(cause.slave)}: partner ${partners[cause.state]}`,
	'lacp-mux': (cause, name) => `${name.device(cause.slave)} is ${muxes[cause.state]}`,
};

export const bondDrops: BondDropWords = {
	'bond-no-slave': {why: 'no slave of the bond may send', mark: 'no slave'},
	'bond-inactive-slave': {why: 'an inactive slave of a bond is not listened to', mark: 'inactive slave'},
	'bond-lacp-consumed': {why: 'LACP is for the bond itself', mark: 'LACP read'},
};
