/** Words of the explosion, in English. */
import type {ExplosionWords} from '../explosion-words.js';

export const explosion: ExplosionWords = {
	title: 'MAC tables of a data centre',
	mode: 'EXPLOSION',
	fields: {
		racks: 'racks',
		hosts: 'hosts a rack',
		vms: 'VMs a host',
		vnics: 'vNICs a VM',
		overlay: 'overlay',
		tenants: 'tenants',
		table: 'table ToR, core',
		edge: 'table of an edge',
		policy: 'when full',
		ageing: 'ageing, s',
		traffic: 'who talks',
		active: 'that ever talk, %',
		rate: 'frames a second',
		seconds: 'seconds',
		attack: 'attack, frames/s',
		compare: 'beside it',
	},
	policies: {'first-kept': 'keep the first', 'evict-fairly': 'evict fairly', 'evict-by-hash': 'evict by hash'},
	overlays: {none: 'flat', vxlan: 'VXLAN'},
	placements: {spread: 'spread', packed: 'packed'},
	traffic: {uniform: 'all with all', tenant: 'inside tenants', gravity: 'most with few'},
	placement: 'placement',
	nothing: 'nothing',
	tiers: {edge: 'edge', tor: 'ToR', core: 'core'},
	full: 'full',
	flooded: 'flooded',
	sniffed: 'sniffed',
	perLink: (frames, bits) => `Every link to a host carries ${frames} frames/s (${bits}) for others.`,
	need: (stations, needed, room) => `${stations} stations. The core needs ${needed} entries and has ${room}.`,
	overflowsFrom: (racks) => `Its table is full at ${racks} racks.`,
	fitsAll: 'With VXLAN it needs one a host.',
	progress: (percent, second, of) => `${percent}  second ${second} of ${of}`,
	memory: (bytes) => `${bytes} octets a station`,
	predict: 'First a guess: does everybody fit, and which share of the frames will be flooded?',
	ready: 'Change what you like, then Enter runs it.',
	stopped: 'Stopped; what you see is as far as it came.',
	verdicts: {
		hub: () => 'Ageing 0: nothing is learned, every switch is a hub and floods everything.',
		fits: ({stations, room}) => `It fits: ${stations} stations, room for ${room}. What is flooded is only what nobody has heard of yet.`,
		'fits-overlay': ({needed, stations}) =>
			`It fits: ToR and core know ${needed} tunnel ends instead of ${stations} stations. The rest stands in the edges, each with its own tenants only.`,
		ages: ({flooded}) =>
			`Everybody has room, but who is silent is forgotten: ${flooded} of the frames go to stations whose entries have aged, and are flooded.`,
		overflows: ({room, flooded, policy, lost}) =>
			`It overflows: room for ${room} (${policy}); ${lost} times a station found no place or lost it. ${flooded} of the frames are flooded, past every host.`,
		'overflows-quietly': ({lost}) => `It overflows: ${lost} times a station found no place or lost it. Few of the frames notice so far.`,
		'overflows-attacked': ({stations, room, alone, flooded, sniffed, policy}) =>
			`It overflows by itself: ${stations} stations, room for ${room} (${policy}). Without the attack about ${alone} of the frames would be flooded, with it ${flooded}. The attacker reads ${sniffed} of what others say.`,
		'attack-worsens': ({alone, flooded, sniffed, policy}) =>
			`The attack makes most of it (${policy}): ${flooded} of the frames are flooded; without it about ${alone} would be, as the fabric overflows or forgets a little by itself. The attacker reads ${sniffed} of what others say.`,
		'attack-wins': ({sniffed, policy}) =>
			`The attack works: tables are full of addresses that nobody has (${policy}), and the attacker reads ${sniffed} of what others say.`,
		'attack-contained': ({sniffed}) =>
			`The attack stays inside its tenant: ToR and core never see the invented addresses. Of all that others say the attacker reads ${sniffed}.`,
		'attack-fails': ({sniffed, flooded, policy}) =>
			`The attack fails (${policy}): the attacker reads ${sniffed} of what others say. Flooded somewhere: ${flooded}.`,
	},
	same: 'The same stations and frames.',
	side: ({name, flooded, core, sniffed}) =>
		`“${name}” floods ${flooded} with ${core} entries in the core${sniffed === undefined ? '' : `, and the attacker reads ${sniffed}`}.`,
	parameters: 'Parameters',
	heads: {
		tier: 'tables',
		switches: 'switches',
		size: 'size',
		entries: 'entries',
		learned: 'learned',
		evicted: 'evicted',
		refused: 'refused',
		aged: 'aged',
	},
	foretoldHead: {what: 'arithmetic', expected: 'foretold', measured: 'measured'},
	foretold: {
		entries: 'entries that the core needs, R·H·(V·n + h)',
		vteps: 'entries that the core needs, one a host, R·H',
		racks: 'racks that fill the core, S / (H·(V·n + h))',
		flooded: 'share flooded when full, 1 - S/N',
		'flooded-alone': 'share flooded without attack (measured: with it)',
		copies: 'copies of a flooded frame on links to hosts, R·H - 1',
		hashed: 'entries that find a place in buckets',
		live: 'stations heard in the ageing time, A·(1 - e^-λT)',
		'fill-time': 'time to fill the attacked table, S/r',
		'hold-rate': 'frames/s that hold it, S/T (measured: the attack)',
	},
	units: {seconds: 's', perSecond: '/s'},
	frames: ({frames, inside, flooded, share, copies}) =>
		`${frames} frames between stations, ${inside} of them inside a host; ${flooded} flooded (${share}), ${copies} needless copies each frame on links to hosts.`,
	attacker: ({frames, overheard, sniffed, share}) =>
		`${frames} frames of the attacker. Of the others’ frames ${overheard} came to its host for nobody there; with those for its neighbours it read ${sniffed} (${share}).`,
	oneEdge: 'Of the edges of a flat network one is simulated, that of the first host or of the attacker.',
	footer: {
		run: 'run',
		again: 'run again',
		stop: 'stop',
		change: 'change',
		compare: 'beside it',
		parameters: 'parameters',
		result: 'result',
	},
	help: 'Up and down choose a line, left and right change it, digits write a number. c: what stands beside it.',
};
