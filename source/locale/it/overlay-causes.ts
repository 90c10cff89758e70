/** Causes and drops of tunnels of Linux and of tc in words. */
import type {Names, OverlayCauseWords, OverlayDropWords} from '../names.js';

export const overlayCauses: OverlayCauseWords = {
	'vxlan-hit': (cause, name) => `${name.mac(cause.mac)} sta dietro ${addresses(cause.remotes, name)}`,
	'vxlan-miss': (cause, name) =>
		`nessuna voce per ${name.mac(cause.mac)}: una copia per ogni remoto predefinito, ${addresses(cause.remotes, name)}`,
	'vxlan-learned': (cause, name) => `${name.mac(cause.mac)} è nuovo: dietro ${name.address(cause.remote)}, da cui viene il pacchetto`,
	'vxlan-moved': (cause, name) =>
		`${name.mac(cause.mac)} si è spostato: prima dietro ${name.address(cause.origin)}, ora dietro ${name.address(cause.remote)}`,
	'vxlan-bypass': (cause, name) => `il remoto è questa macchina: dritto in ${name.device(cause.device)}, senza pacchetto`,
	'fragmentation-needed': (cause) =>
		`troppo lungo per il tunnel e da non tagliare: al mittente si dice, a nome del destinatario, che ci stanno ${cause.mtu} ottetti`,
	'fragment-waits': (cause, name) => `un frammento di un pacchetto da ${name.address(cause.address)}: aspetta gli altri`,
	'tc-filter': (cause, name) =>
		`un filtro all’${cause.hook} di ${name.device(cause.device)} corrisponde: preferenza ${cause.pref}${cause.chain === 0 ? '' : `, catena ${cause.chain}`}`,
	'tc-mirred': (cause, name) => {
		const what = cause.how === 'mirror' ? 'una copia' : 'il frame stesso';
		return cause.hook === 'egress' ? `${what} esce da ${name.device(cause.target)}` : `${name.device(cause.target)} riceve ${what}`;
	},
	'tc-target-down': (cause, name) =>
		cause.target === -1 ? 'il dispositivo a cui era destinato non c’è più' : `${name.device(cause.target)}, a cui era destinato, è spento`,
	'tc-mirror-loop': (cause, name) => `non di nuovo a ${name.device(cause.target)}: i filtri lo farebbero girare per sempre`,
	'tc-goto': (cause) => `prosegue alla catena ${cause.chain}`,
	'tc-sampled': (cause) => `estratto a caso, uno su ${cause.rate}: un record per il gruppo ${cause.group}`,
};

export const overlayDrops: OverlayDropWords = {
	'tunnel-loop': {why: 'girerebbe in tondo: il suo stesso indirizzo, o un tunnel attraverso sé stesso', mark: 'tunnel ad anello'},
	'tunnel-congested': {why: 'la rete sottostante segnala congestione, e il frame non può portare il segno', mark: 'congestione sotto'},
	'tunnel-checksum': {why: 'con un checksum che il tunnel non si aspetta, o senza', mark: 'checksum inatteso'},
	'vxlan-no-remote': {why: 'nessuna voce per la destinazione e nessun remoto predefinito', mark: 'nessun remoto'},
	'vxlan-bogus-source': {why: 'la sorgente ha una voce manuale altrove, o è un gruppo', mark: 'sorgente falsa'},
	'vxlan-unknown-vni': {why: 'nessun dispositivo VXLAN con questo identificatore', mark: 'VNI sconosciuto'},
	'tc-drop': {why: 'un filtro di tc lo scarta', mark: 'scartato da tc'},
	'tc-loop': {why: 'i filtri di tc lo mandano di catena in catena senza fine', mark: 'anello di tc'},
};

function addresses(remotes: readonly number[], name: Names): string {
	return remotes.map((remote) => name.address(remote)).join(', ');
}
