/** Le parole dell’esplosione, in italiano. */
import type {ExplosionWords} from '../explosion-words.js';

export const explosion: ExplosionWords = {
	title: 'tabelle MAC di un data center',
	mode: 'ESPLOSIONE',
	fields: {
		racks: 'rack',
		hosts: 'host per rack',
		vms: 'VM per host',
		vnics: 'vNIC per VM',
		overlay: 'overlay',
		tenants: 'tenant',
		table: 'tabella ToR, core',
		edge: 'tabella d’un edge',
		policy: 'se è piena',
		ageing: 'invecchiamento, s',
		traffic: 'chi parla',
		active: 'che parlano, %',
		rate: 'frame al secondo',
		seconds: 'secondi',
		attack: 'attacco, frame/s',
		compare: 'a confronto',
	},
	policies: {'first-kept': 'tiene i primi', 'evict-fairly': 'sfratto equo', 'evict-by-hash': 'sfratto per hash'},
	overlays: {none: 'nessuno', vxlan: 'VXLAN'},
	placements: {spread: 'sparsi', packed: 'vicini'},
	traffic: {uniform: 'tutti con tutti', tenant: 'nel tenant', gravity: 'molti con pochi'},
	placement: 'disposizione',
	nothing: 'niente',
	tiers: {edge: 'edge', tor: 'ToR', core: 'core'},
	full: 'piena',
	flooded: 'inondati',
	sniffed: 'spiati',
	perLink: (frames, bits) => `Ogni link verso un host porta ${frames} frame/s (${bits}) di altri.`,
	need: (stations, needed, room) => `${stations} stazioni. Al core servono ${needed} voci e ne ha ${room}.`,
	overflowsFrom: (racks) => `La sua tabella è piena a ${racks} rack.`,
	fitsAll: 'Con VXLAN ne serve una per host.',
	progress: (percent, second, of) => `${percent}  secondo ${second} di ${of}`,
	memory: (bytes) => `${bytes} ottetti per stazione`,
	predict: 'Prima un’ipotesi: ci stanno tutti, e quale quota dei frame sarà inondata?',
	ready: 'Cambia quello che vuoi, poi Invio fa partire.',
	stopped: 'Fermato: si vede fin dove è arrivato.',
	verdicts: {
		hub: () => 'Invecchiamento 0: non si apprende nulla, ogni switch è un hub e inonda tutto.',
		fits: ({stations, room}) => `Ci sta: ${stations} stazioni, posto per ${room}. Si inonda solo ciò di cui nessuno ha ancora sentito.`,
		'fits-overlay': ({needed, stations}) =>
			`Ci sta: ToR e core conoscono ${needed} terminazioni di tunnel invece di ${stations} stazioni. Il resto sta negli edge, ognuno con i soli suoi tenant.`,
		ages: ({flooded}) =>
			`C’è posto per tutti, ma chi tace viene dimenticato: ${flooded} dei frame va a stazioni la cui voce è invecchiata, e viene inondato.`,
		overflows: ({room, flooded, policy, lost}) =>
			`Trabocca: posto per ${room} (${policy}); ${lost} volte una stazione non ha trovato posto o l’ha perso. ${flooded} dei frame è inondato, davanti a ogni host.`,
		'overflows-quietly': ({lost}) =>
			`Trabocca: ${lost} volte una stazione non ha trovato posto o l’ha perso. Per ora pochi frame se ne accorgono.`,
		'overflows-attacked': ({stations, room, alone, flooded, sniffed, policy}) =>
			`Trabocca da sé: ${stations} stazioni, posto per ${room} (${policy}). Senza l’attacco sarebbe inondato circa ${alone} dei frame, con l’attacco ${flooded}. L’attaccante legge ${sniffed} di ciò che dicono gli altri.`,
		'attack-worsens': ({alone, flooded, sniffed, policy}) =>
			`Il più lo fa l’attacco (${policy}): ${flooded} dei frame è inondato; senza sarebbe circa ${alone}, perché la rete trabocca o dimentica un po’ anche da sé. L’attaccante legge ${sniffed} di ciò che dicono gli altri.`,
		'attack-wins': ({sniffed, policy}) =>
			`L’attacco riesce: le tabelle sono piene di indirizzi che nessuno ha (${policy}), e l’attaccante legge ${sniffed} di ciò che dicono gli altri.`,
		'attack-contained': ({sniffed}) =>
			`L’attacco resta dentro il suo tenant: ToR e core non vedono mai gli indirizzi inventati. Di tutto ciò che dicono gli altri l’attaccante legge ${sniffed}.`,
		'attack-fails': ({sniffed, flooded, policy}) =>
			`L’attacco fallisce (${policy}): l’attaccante legge ${sniffed} di ciò che dicono gli altri. Inondati da qualche parte: ${flooded}.`,
	},
	same: 'Stesse stazioni, stessi frame.',
	side: ({name, flooded, core, sniffed}) =>
		`«${name}» inonda ${flooded} con ${core} voci nel core${sniffed === undefined ? '' : `, e l’attaccante legge ${sniffed}`}.`,
	parameters: 'Parametri',
	heads: {
		tier: 'tabelle',
		switches: 'switch',
		size: 'posti',
		entries: 'voci',
		learned: 'apprese',
		evicted: 'sfrattate',
		refused: 'rifiutate',
		aged: 'scadute',
	},
	foretoldHead: {what: 'aritmetica', expected: 'previsto', measured: 'misurato'},
	foretold: {
		entries: 'voci che servono al core, R·H·(V·n + h)',
		vteps: 'voci che servono al core, una per host, R·H',
		racks: 'rack che riempiono il core, S / (H·(V·n + h))',
		flooded: 'quota inondata a tabella piena, 1 - S/N',
		'flooded-alone': 'quota inondata senza attacco (misurata: con)',
		copies: 'copie d’un frame inondato sui link verso gli host, R·H - 1',
		hashed: 'voci che trovano posto nei bucket',
		live: 'stazioni sentite nel tempo di vita, A·(1 - e^-λT)',
		'fill-time': 'tempo per riempire la tabella attaccata, S/r',
		'hold-rate': 'frame/s per tenerla piena, S/T (misurato: l’attacco)',
	},
	units: {seconds: 's', perSecond: '/s'},
	frames: ({frames, inside, flooded, share, copies}) =>
		`${frames} frame fra stazioni, ${inside} dentro un host; ${flooded} inondati (${share}), ${copies} copie inutili per frame sui link verso gli host.`,
	attacker: ({frames, overheard, sniffed, share}) =>
		`${frames} frame dell’attaccante. Dei frame altrui ${overheard} sono arrivati al suo host senza un destinatario lì; con quelli per i vicini ne ha letti ${sniffed} (${share}).`,
	oneEdge: 'Degli edge di una rete piatta se ne simula uno, quello del primo host o dell’attaccante.',
	footer: {
		run: 'avvia',
		again: 'di nuovo',
		stop: 'ferma',
		change: 'cambia',
		compare: 'confronto',
		parameters: 'parametri',
		result: 'risultato',
	},
	help: 'Su e giù scelgono una riga, sinistra e destra la cambiano, le cifre scrivono un numero. c: che cosa sta a confronto.',
};
