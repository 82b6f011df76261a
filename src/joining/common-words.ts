/** Words that join other words of a name. */
export const CONNECTING: ReadonlySet<string> = new Set(
  'a and da das de del do dos e el en em et la las los o of para por the y'.split(' '),
);

/** Short forms that are no beginning of the whole word. */
export const SHORT_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bros: 'brothers',
    bs: 'buenos',
    cia: 'compania',
    cnel: 'coronel',
    co: 'compania',
    company: 'compania',
    companhia: 'compania',
    ctro: 'centro',
    dpto: 'departamento',
    gral: 'general',
    gpo: 'grupo',
    hnos: 'hermanos',
    intl: 'international',
    irm: 'irmaos',
    mfg: 'manufacturing',
    mgmt: 'management',
    ntra: 'nuestra',
    pto: 'puerto',
    sra: 'senora',
    sta: 'santa',
    sto: 'santo',
    svcs: 'services',
    tec: 'tecnologia',
  }),
);

/** What many firms have in their name: such a word says little, also where few customers are known yet. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'abogados accesorios agencia agricola agro agropecuaria alimentos america american andina asesores asociados ' +
    'associados associates atlantica auto automotriz autos bar bebidas bros brothers cafe capital carnes casa center ' +
    'central centro city clinica clothing comercial comercializadora comercio commerce company compania ' +
    'computacion comunicaciones confecciones construccion construcciones construcoes constructora construtora ' +
    'construction consulting consultora consultores consultoria contabilidade cooperativa corporacion costa ' +
    'creaciones dental deportes desarrollos design digital diseno distribucion distribuciones distribuidora ' +
    'distributing distribution distributors east electrica electronica emporio empreendimentos empresa empresas ' +
    'energia energy engineering enterprise enterprises equipamentos equipos escola estacion estudio europa exportacao ' +
    'exportadora export express fabrica farma farmacia farmacias ferragens ferreteria ferreterias filhos finance ' +
    'food foods fundacion general gestion global grafica group grupo health hermanos hijos holding hospital hotel ' +
    'iberia import importacao importadora imobiliaria industria industrial industrias industries ingenieria ' +
    'inmobiliaria instalaciones instituto international internacional inversiones investimentos investments irmaos ' +
    'joyeria laboratorio laboratorios latina libreria logistica logistics loja lojas madeiras maderas management ' +
    'manufacturing maquinaria maquinas maquinarias market marketing materiales materiais media medica medical ' +
    'mercado metal metalurgica moda moveis motors muebles mundial nacional national negocios norte north nova nueva ' +
    'nuevo oeste office optica pacifico panaderia papelaria papeleria partners pecas peluqueria petroleo pinturas ' +
    'plasticos plaza posto producciones productos produtos products proyectos quimica real regional repuestos ' +
    'restaurant restaurante sa salud san santa santo saude seguridad seguros senora services servicio servicios ' +
    'servico servicos shop sistemas social software solucoes soluciones solutions sons sport sports store stores ' +
    'studio suministros super supermercado supermercados supermarket supplies supply sur sul sul tecnica tecnologia ' +
    'tecnologias tech technologies technology telecom textil tienda trade trading transport transporte transportes ' +
    'travel turismo union universal uniao viajes viagens west world zapateria'
  ).split(' '),
);

/** Plurals are as common. */
export const isCommon = (word: string): boolean => COMMON.has(word) || COMMON.has(word.replace(/e?s$/, ''));
