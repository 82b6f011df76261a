/** Local parts that name a task and not a person. */
const ROLES =
  /^(?:abuse|accounts?|accounting|admin|administracao|administracion|adm|atencion|atendimento|billing|clientes?|cobranzas?|comercial|compras|comunicacion|contabilidad|contabilidade|contact[eo]?|contato|correo|customer|dir|diretoria|direccion|email|facturacion|facturas|faturamento|finance|financeiro|financiero|geral|gerencia|hello|help|hola|hr|info|information|informacion|informes|invoices?|mail|marketing|no-?reply|office|oficina|orders|pagos|pedidos|pagamentos|proveedores|purchasing|recepcion|recepcao|reception|rh|rrhh|sac|sales|secretaria|service|shop|suporte|support|tesoreria|tienda|vendas|ventas|webmaster)\d*(?:[._-]|$)/;

/** Domains that give addresses to all people, so that an equal domain says nothing. */
const FREE: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com hotmail.com hotmail.es hotmail.com.ar hotmail.com.br outlook.com outlook.es outlook.pt ' +
    'outlook.com.br live.com live.com.ar live.com.mx live.com.pt msn.com yahoo.com yahoo.es yahoo.com.ar ' +
    'yahoo.com.br yahoo.com.mx yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com proton.me ' +
    'protonmail.com pm.me gmx.com gmx.net gmx.es gmx.de zoho.com mail.com fastmail.com tutanota.com uol.com.br ' +
    'bol.com.br terra.com.br ig.com.br globo.com sapo.pt mail.pt clix.pt iol.pt netcabo.pt telefonica.net ' +
    'movistar.es orange.es ono.com arrakis.es adinet.com.uy vera.com.uy montevideo.com.uy fibertel.com.ar ' +
    'arnet.com.ar speedy.com.ar ciudad.com.ar prodigy.net.mx infinitum.com.mx cantv.net une.net.co etb.net.co ' +
    'comcast.net verizon.net att.net sbcglobal.net bellsouth.net btinternet.com sky.com virginmedia.com ' +
    'ntlworld.com talktalk.net'
  ).split(' '),
);

export const isRole = (localPart: string): boolean => ROLES.test(localPart);

export const isFreeDomain = (domain: string): boolean => FREE.has(domain);
