-- Roles belong to the server, and no dump of a database has them.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clientela_app') THEN CREATE ROLE clientela_app LOGIN; END IF;
END $$;
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: btree_gin; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;


--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;


--
-- Name: unaccent; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;


--
-- Name: containing(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.containing(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT '%' || regexp_replace(folded(value), '([\\%_])', '\\\1', 'g') || '%' $$;


--
-- Name: count_added(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        BEGIN
          PERFORM count_customers(tenant_id, count(*), count(*) FILTER (WHERE status = 'I')) FROM added WHERE deleted_at IS NULL GROUP BY tenant_id;
          RETURN NULL;
        END $$;


--
-- Name: count_customers(bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_customers(tenant bigint, more_living bigint, more_inactive bigint) RETURNS void
    LANGUAGE sql
    AS $$
        INSERT INTO customer_counts AS counts VALUES (tenant, pg_backend_pid() % 8, more_living, more_inactive)
          ON CONFLICT (tenant_id, part) DO UPDATE SET living = counts.living + excluded.living, inactive = counts.inactive + excluded.inactive;
      $$;


--
-- Name: count_removed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        BEGIN
          PERFORM count_customers(tenant_id, -count(*), -count(*) FILTER (WHERE status = 'I')) FROM removed WHERE deleted_at IS NULL GROUP BY tenant_id;
          RETURN NULL;
        END $$;


--
-- Name: count_turned(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_turned() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE
          was int := (OLD.deleted_at IS NULL)::int;
          is_now int := (NEW.deleted_at IS NULL)::int;
        BEGIN
          PERFORM count_customers(NEW.tenant_id, is_now - was, is_now * (NEW.status = 'I')::int - was * (OLD.status = 'I')::int);
          RETURN NULL;
        END $$;


--
-- Name: current_tenant(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.current_tenant() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.tenant', true), '')::bigint $$;


--
-- Name: customers_mentioning(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_mentioning(pattern text) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          RETURN QUERY
            SELECT id FROM customers WHERE tenant_id = tenant AND (search_text LIKE pattern OR folded(website) LIKE pattern)
            UNION SELECT customer_id FROM emails WHERE tenant_id = tenant AND folded(email) LIKE pattern
            UNION SELECT customer_id FROM phones WHERE tenant_id = tenant AND folded(phone) LIKE pattern
            UNION SELECT customer_id FROM contact_persons WHERE tenant_id = tenant AND (folded(first_name) LIKE pattern OR folded(last_name) LIKE pattern);
        END $$;


--
-- Name: folded(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.folded(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;


SET default_table_access_method = heap;

--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    contract text NOT NULL,
    name text,
    hint text NOT NULL,
    public_key text,
    secret_hash bytea NOT NULL,
    permissions text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_check CHECK (((public_key IS NOT NULL) = (contract = 'billing'::text))),
    CONSTRAINT api_keys_contract_check CHECK ((contract = ANY (ARRAY['billing'::text, 'clients'::text, 'erp'::text, 'accounting'::text])))
);

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;


--
-- Name: keys_by_public(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keys_by_public(public_word text) RETURNS SETOF public.api_keys
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT * FROM api_keys WHERE public_key = public_word $$;


--
-- Name: keys_by_secret(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keys_by_secret(hash bytea) RETURNS SETOF public.api_keys
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT * FROM api_keys WHERE secret_hash = hash $$;


--
-- Name: ledger_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN RAISE EXCEPTION 'ledger entries are added, never changed'; END $$;


--
-- Name: memberships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memberships (
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL,
    permissions text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.memberships FORCE ROW LEVEL SECURITY;


--
-- Name: memberships_of(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.memberships_of(member bigint) RETURNS SETOF public.memberships
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT * FROM memberships WHERE user_id = member $$;


--
-- Name: normal_tax_id(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.normal_tax_id(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT nullif(upper(regexp_replace(value, '[^[:alnum:]]', '', 'g')), '') $$;


--
-- Name: api_keys_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.api_keys ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: company_names; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.company_names (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    tax_id text,
    billing_email text,
    address text,
    billing_address text,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.company_names FORCE ROW LEVEL SECURITY;


--
-- Name: company_names_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.company_names ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.company_names_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: contact_persons; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_persons (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    id bigint NOT NULL,
    external_key text,
    token text NOT NULL,
    salutation text,
    first_name text,
    middle_name text,
    last_name text,
    name_suffix text,
    title text,
    email_id bigint,
    phone_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

ALTER TABLE ONLY public.contact_persons FORCE ROW LEVEL SECURITY;


--
-- Name: contact_persons_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.contact_persons ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contact_persons_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: customer_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_counts (
    tenant_id bigint NOT NULL,
    part smallint NOT NULL,
    living bigint NOT NULL,
    inactive bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.customer_counts FORCE ROW LEVEL SECURITY;


--
-- Name: customers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customers (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    external_key text,
    display_name text NOT NULL,
    legal_name text,
    trade_name text,
    kind text DEFAULT 'business'::text NOT NULL,
    tax_id text,
    tax_id_normal text GENERATED ALWAYS AS (public.normal_tax_id(tax_id)) STORED,
    document text,
    document_type integer,
    website text,
    image_url text,
    note text,
    status text DEFAULT 'A'::text NOT NULL,
    country_iso text,
    contact_origin text,
    parent_id bigint,
    token text NOT NULL,
    billing_line_1 text,
    billing_line_2 text,
    billing_line_3 text,
    billing_city text,
    billing_state text,
    billing_postcode text,
    billing_country text,
    billing_email text,
    billing_phone text,
    shipping_line_1 text,
    shipping_line_2 text,
    shipping_line_3 text,
    shipping_city text,
    shipping_state text,
    shipping_postcode text,
    shipping_country text,
    shipping_email text,
    shipping_phone text,
    site_street text,
    site_door_number text,
    site_apartment text,
    site_corner text,
    site_zip_code text,
    site_latitude double precision,
    site_longitude double precision,
    site_country_id text,
    site_department_id text,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    custom_1 text,
    custom_2 text,
    custom_3 text,
    custom_4 text,
    custom_5 text,
    custom_6 text,
    custom_7 text,
    custom_8 text,
    custom_9 text,
    custom_10 text,
    custom_11 text,
    custom_12 text,
    custom_13 text,
    custom_14 text,
    custom_15 text,
    custom_16 text,
    custom_17 text,
    custom_18 text,
    custom_19 text,
    custom_20 text,
    language_id bigint,
    class_id bigint,
    admin_id bigint,
    campaign_id bigint,
    terms_id bigint,
    no_taxes boolean DEFAULT false NOT NULL,
    no_dunning boolean DEFAULT false NOT NULL,
    no_latefees boolean DEFAULT false NOT NULL,
    no_procfees boolean DEFAULT false NOT NULL,
    invoice_delivery text DEFAULT 'email'::text NOT NULL,
    dunning_delivery text DEFAULT 'email'::text NOT NULL,
    discount_group text,
    salesperson text,
    electronic_document_interchange text,
    edi_identifier text,
    currency character(3) NOT NULL,
    opening_balance numeric DEFAULT 0 NOT NULL,
    opening_balance_at timestamp with time zone,
    opening_balance_rate numeric DEFAULT 1 NOT NULL,
    opening_balance_branch_id bigint,
    search_text text GENERATED ALWAYS AS (public.folded(((((((((display_name || '
'::text) || COALESCE(legal_name, ''::text)) || '
'::text) || COALESCE(document, ''::text)) || '
'::text) || COALESCE(tax_id, ''::text)) || '
'::text) || COALESCE(external_key, ''::text)))) STORED,
    primary_email_id bigint,
    main_phone_id bigint,
    mobile_phone_id bigint,
    fax_phone_id bigint,
    main_contact_id bigint,
    default_company_name_id bigint,
    company_name_chosen boolean DEFAULT false NOT NULL,
    default_company_name_active boolean DEFAULT true NOT NULL,
    CONSTRAINT customers_default_company_name_active_check CHECK (default_company_name_active),
    CONSTRAINT customers_dunning_delivery_check CHECK ((dunning_delivery = ANY (ARRAY['email'::text, 'print'::text]))),
    CONSTRAINT customers_id_check CHECK (((id > 0) AND (id < '9007199254740992'::bigint))),
    CONSTRAINT customers_invoice_delivery_check CHECK ((invoice_delivery = ANY (ARRAY['email'::text, 'print'::text]))),
    CONSTRAINT customers_not_own_parent CHECK ((parent_id <> id))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.customers FORCE ROW LEVEL SECURITY;


--
-- Name: customers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.customers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: emails; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.emails (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    id bigint NOT NULL,
    email text NOT NULL,
    email_normal text NOT NULL,
    is_for_invoicing boolean DEFAULT false NOT NULL,
    name text,
    role text,
    notes text,
    is_locked boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.emails FORCE ROW LEVEL SECURITY;


--
-- Name: emails_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.emails ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.emails_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: erp_nonces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.erp_nonces (
    tenant_id bigint NOT NULL,
    caller text NOT NULL,
    nonce bigint NOT NULL,
    CONSTRAINT erp_nonces_nonce_check CHECK ((nonce > 0))
);

ALTER TABLE ONLY public.erp_nonces FORCE ROW LEVEL SECURITY;


--
-- Name: ledger_entries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_entries (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    payer_id bigint,
    kind text NOT NULL,
    amount numeric NOT NULL,
    currency character(3) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    reference text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ledger_entries_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'payment'::text, 'credit'::text, 'adjustment'::text])))
);

ALTER TABLE ONLY public.ledger_entries FORCE ROW LEVEL SECURITY;


--
-- Name: ledger_entries_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.ledger_entries ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migrations (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);


--
-- Name: migrations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: migrations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.migrations_id_seq OWNED BY public.migrations.id;


--
-- Name: phones; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.phones (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    id bigint NOT NULL,
    phone text NOT NULL,
    extension text,
    phone_normal text NOT NULL,
    is_whatsapp boolean DEFAULT false NOT NULL,
    name text,
    role text,
    notes text,
    is_locked boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.phones FORCE ROW LEVEL SECURITY;


--
-- Name: phones_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.phones ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.phones_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: signed_nonces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signed_nonces (
    tenant_id bigint NOT NULL,
    public_key text NOT NULL,
    nonce text NOT NULL,
    remembered_until timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.signed_nonces FORCE ROW LEVEL SECURITY;


--
-- Name: tenants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenants (
    id bigint NOT NULL,
    slug text NOT NULL,
    domain text NOT NULL,
    name text NOT NULL,
    base_currency character(3) NOT NULL,
    default_country character(2) NOT NULL,
    time_zone text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenants_domain_check CHECK ((domain = lower(domain))),
    CONSTRAINT tenants_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9_-]{0,62}$'::text))
);


--
-- Name: tenants_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.tenants ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tenants_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id bigint NOT NULL,
    email text NOT NULL,
    login text NOT NULL,
    password_hash text NOT NULL,
    first_name text,
    last_name text,
    mobile text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: migrations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys (tenant_id, id, contract, name, hint, public_key, secret_hash, permissions, created_at, expires_at, revoked_at) VALUES
	(1, 1, 'billing', 'for billing', 'WeMRLuKN', 'WeMRLuKNx45Q0xIq3gkWLOswvoFmrm6l', '\x8f100f54145374a17386c5f5e973fea0194e759b2a44e5eecb5772806778d741', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 01:00:00+00', NULL, NULL),
	(1, 2, 'clients', 'for clients', 'gtk_VTGI', NULL, '\xb6cc1f56a74a1811ce9d2ffd6f066aedfc2d04686e2af3c1b58e12b6f8390c5e', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 02:00:00+00', NULL, NULL),
	(1, 3, 'erp', 'for erp', 'xt_0Qgy4', NULL, '\x79d2b5513ab79c823f6ff292d60ec7d1adb8f8493d9621bf880ca79ff81756a6', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 03:00:00+00', NULL, NULL),
	(1, 4, 'accounting', 'for accounting', 'bc_57FQn', NULL, '\x4cb8aad5b6c2ad5ce02433dfa20e89678f65f3c170b5935f8fbdf2eab4d9b57e', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 04:00:00+00', NULL, NULL),
	(2, 5, 'billing', 'for billing', 'CkPy6KCu', 'CkPy6KCuublX93i23FcsCGS1V3ChmcnJ', '\xef461fc7bbd5f083214d137c5e0253c5ca4f6ca016440348ec772e11c2f70f2c', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 05:00:00+00', NULL, NULL),
	(2, 6, 'clients', 'for clients', 'gtk_HyRH', NULL, '\xccb27b6f1dde3444d6da16d05b63ec8f23a88e56a77c2a0a7545f6355d61ab72', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 06:00:00+00', NULL, NULL),
	(2, 7, 'erp', 'for erp', 'xt_lrrIN', NULL, '\x6bcc3438a005cd9ac8e01a1421ae27384b97e4245d38dca40cdf085ae7f1122f', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 07:00:00+00', NULL, NULL),
	(2, 8, 'accounting', 'for accounting', 'bc_HzD2G', NULL, '\x844bda2aa7fc515ce1176715f57ff115c79bc8190b32fceb9040e7c399d1e7b3', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-04 08:00:00+00', NULL, NULL);


--
-- Data for Name: company_names; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.company_names (tenant_id, customer_id, id, name, tax_id, billing_email, address, billing_address, is_active, created_at, updated_at) VALUES
	(1, 1, 1, 'Acme Corp Ltd.', 'ABC 123-456', 'pay@acme.example', '123 Main St', 'PO Box 456', true, '2024-05-01 01:00:00+00', '2024-12-01 01:00:00+00'),
	(1, 1, 3, 'Acme Old', NULL, NULL, NULL, NULL, false, '2024-05-01 03:00:00+00', '2024-12-01 03:00:00+00'),
	(1, 1, 2, 'Acme Uruguay S.A.', '21.100.342.0017', NULL, NULL, NULL, true, '2024-05-01 02:00:00+00', '2024-12-01 02:00:00+00'),
	(2, 17, 4, 'Acme Lda.', NULL, NULL, NULL, NULL, false, '2024-05-01 04:00:00+00', '2024-12-01 04:00:00+00'),
	(2, 17, 5, 'Acme Segunda Lda.', NULL, NULL, NULL, NULL, true, '2024-05-01 05:00:00+00', '2024-12-01 05:00:00+00'),
	(2, 22, 6, 'Apagado Lda.', NULL, NULL, NULL, NULL, true, '2024-05-01 06:00:00+00', '2024-12-01 06:00:00+00');


--
-- Data for Name: contact_persons; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contact_persons (tenant_id, customer_id, id, external_key, token, salutation, first_name, middle_name, last_name, name_suffix, title, email_id, phone_id, created_at, updated_at, deleted_at) VALUES
	(1, 1, 1, NULL, 'cb9vicoiluxr', NULL, 'José', NULL, 'Muñoz', NULL, NULL, NULL, NULL, '2024-04-01 01:00:00+00', '2024-11-01 01:00:00+00', NULL),
	(1, 1, 2, 'person-1', 'ztrm7qg0g3gl', NULL, 'Todd', 'Q', 'Customer', 'Jr.', 'Accounts', 4, 6, '2024-04-01 02:00:00+00', '2024-11-01 02:00:00+00', NULL),
	(1, 14, 4, NULL, 'lqf55lj9oxz8', 'Ms.', 'Grace', NULL, 'Hopper', NULL, NULL, NULL, NULL, '2024-04-01 04:00:00+00', '2024-11-01 04:00:00+00', NULL),
	(1, 1, 3, NULL, 'sngvuqr5tzhl', NULL, 'Eve', NULL, NULL, NULL, NULL, NULL, NULL, '2024-04-01 03:00:00+00', '2024-11-01 03:00:00+00', '2024-11-01 03:00:00+00'),
	(1, 16, 5, NULL, 'h7ic7dty0gcf', NULL, 'Goes', NULL, 'Along', NULL, NULL, NULL, NULL, '2024-04-01 05:00:00+00', '2024-11-01 05:00:00+00', '2024-10-27 00:30:00+00');


--
-- Data for Name: customer_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_counts (tenant_id, part, living, inactive) VALUES
	(1, 5, 3, 1),
	(1, 6, 12, 1),
	(1, 0, 0, 0),
	(2, 0, 5, 0);


--
-- Data for Name: customers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customers (tenant_id, id, version, created_at, updated_at, deleted_at, external_key, display_name, legal_name, trade_name, kind, tax_id, document, document_type, website, image_url, note, status, country_iso, contact_origin, parent_id, token, billing_line_1, billing_line_2, billing_line_3, billing_city, billing_state, billing_postcode, billing_country, billing_email, billing_phone, shipping_line_1, shipping_line_2, shipping_line_3, shipping_city, shipping_state, shipping_postcode, shipping_country, shipping_email, shipping_phone, site_street, site_door_number, site_apartment, site_corner, site_zip_code, site_latitude, site_longitude, site_country_id, site_department_id, tags, custom_1, custom_2, custom_3, custom_4, custom_5, custom_6, custom_7, custom_8, custom_9, custom_10, custom_11, custom_12, custom_13, custom_14, custom_15, custom_16, custom_17, custom_18, custom_19, custom_20, language_id, class_id, admin_id, campaign_id, terms_id, no_taxes, no_dunning, no_latefees, no_procfees, invoice_delivery, dunning_delivery, discount_group, salesperson, electronic_document_interchange, edi_identifier, currency, opening_balance, opening_balance_at, opening_balance_rate, opening_balance_branch_id, primary_email_id, main_phone_id, mobile_phone_id, fax_phone_id, main_contact_id, default_company_name_id, company_name_chosen, default_company_name_active) VALUES
	(1, 1, 17, '2024-03-30 19:50:00+00', '2024-10-26 19:30:00+00', NULL, 'crm-1001', 'Acme Corporation', NULL, NULL, 'business', 'US-123.456/789', NULL, NULL, NULL, NULL, 'Changed through clients', 'A', NULL, NULL, NULL, '81hx0giq72xy', '123 Business Ave', 'Suite 4', NULL, 'New York', 'NY', '10001', 'US', NULL, NULL, 'Dock 7', NULL, NULL, 'Newark', NULL, NULL, 'US', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{vip,wholesale}', 'one', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'twenty', NULL, NULL, NULL, NULL, NULL, true, false, false, false, 'print', 'email', NULL, NULL, NULL, NULL, 'USD', 0, NULL, 1, NULL, 1, 1, 19, NULL, 1, 2, true, true),
	(1, 2, 1, '2024-03-30 20:10:00+00', '2024-10-26 19:50:00+00', NULL, NULL, 'Acme Branch', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, 1, 'vwl7p8sr9cdf', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 6, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 3, 1, '2024-03-30 20:30:00+00', '2024-10-26 20:10:00+00', NULL, 'EK-77', 'Blank Texts', '   ', NULL, 'business', '   ', ' 4.123.456-7 ', 2, NULL, NULL, '   ', 'GOLD', NULL, NULL, NULL, '7xa8pnurwyj2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 4, 1, '2024-03-30 20:50:00+00', '2024-10-26 20:30:00+00', NULL, ' EK-77', 'Untrimmed Key', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'fucvhqde5avv', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Bvar. Artigas', '567', '2B', NULL, '11300', -34.894, -56.153, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 5, 1, '2024-03-30 21:10:00+00', '2024-10-26 20:50:00+00', NULL, '   ', 'Blank Key', NULL, NULL, 'business', NULL, NULL, NULL, NULL, 'https://example.com/a.png', NULL, 'A', NULL, NULL, NULL, '9wu8bzblsk69', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 7, 7, 8, NULL, NULL, NULL, false, true),
	(1, 6, 1, '2024-03-30 21:30:00+00', '2024-10-26 21:10:00+00', NULL, NULL, 'Inactive', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'I', NULL, NULL, NULL, 'v2hfq7hp46hr', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 8, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 7, 1, '2024-03-30 21:50:00+00', '2024-10-26 21:30:00+00', NULL, NULL, 'A​B invisible', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'm69s293ocxwv', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, 9, NULL, NULL, NULL, NULL, false, true),
	(2, 17, 5, '2024-03-31 01:10:00+00', '2024-10-27 00:50:00+00', NULL, 'crm-1001', 'Acme Corporation', NULL, NULL, 'business', '509442013', NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, '543r2n4rqmoh', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, 16, 20, NULL, NULL, NULL, NULL, true, true),
	(2, 18, 1, '2024-03-31 01:30:00+00', '2024-10-27 01:10:00+00', NULL, NULL, 'Noite', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'jctlt9xpnix2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 10.55, '2024-10-27 00:30:00+00', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(2, 19, 1, '2024-03-31 01:50:00+00', '2024-10-27 01:30:00+00', NULL, NULL, 'ΟΔΟΣ Παύλος', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', 'PT', NULL, NULL, '3hts7baw03ub', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, 'E-1', 'EUR', 0, NULL, 1, NULL, 18, 21, NULL, NULL, NULL, NULL, false, true),
	(2, 20, 2, '2024-03-31 02:10:00+00', '2024-10-27 01:50:00+00', NULL, 'EK-77', 'Ángel Zebra', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'C', NULL, NULL, NULL, 'uvq906y3wj3o', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, 19, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 9, 1, '2024-03-30 22:30:00+00', '2024-10-26 22:10:00+00', NULL, NULL, '​', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, '47t6p7opz1cu', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 8, 7, '2024-03-30 22:10:00+00', '2024-10-26 21:50:00+00', NULL, NULL, 'Seen Twice', 'Seen Twice S.R.L.', NULL, 'business', '21-123456-0018', NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'fair', NULL, 'f5e045iwsw79', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 9, 10, NULL, NULL, NULL, NULL, false, true),
	(1, 10, 1, '2024-03-30 22:50:00+00', '2024-10-26 22:30:00+00', NULL, NULL, 'Blanks around', 'two
lines', NULL, 'business', 'N/A', NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, '3jod0eb23fl4', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 12, 1, '2024-03-30 23:30:00+00', '2024-10-26 23:10:00+00', NULL, NULL, 'Nowhere', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', 'ZZ', NULL, NULL, 'y6ggllnzm1dh', NULL, NULL, NULL, '   ', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 13, 1, '2024-03-30 23:50:00+00', '2024-10-26 23:30:00+00', NULL, NULL, 'Switched Off', NULL, NULL, 'business', '999999990', NULL, NULL, NULL, NULL, NULL, 'I', NULL, NULL, NULL, '51idtunfdvkt', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 11, 2, '2024-03-30 23:10:00+00', '2024-10-26 22:50:00+00', NULL, NULL, 'Terceira', NULL, 'Third Party', 'business', 'PT 509.442.013', NULL, NULL, 'https://third.example', NULL, 'Changed once', 'A', 'uy', NULL, NULL, 'ii080jt9zgz5', 'Rua do Século 1', NULL, NULL, 'Lisboa', NULL, '1200-433', 'PT', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', 'D1', 'S1', NULL, NULL, 'UYU', 0, NULL, 1, NULL, 12, 13, 14, 15, NULL, NULL, false, true),
	(1, 14, 1, '2024-03-31 00:10:00+00', '2024-10-26 23:50:00+00', NULL, NULL, 'Grace Hopper', 'Navy', NULL, 'individual', NULL, NULL, NULL, 'navy.example', NULL, 'line one
line two', 'A', NULL, NULL, NULL, 'pa75gclfsha3', '1 Pier', NULL, NULL, 'Norfolk', NULL, NULL, NULL, 'pier@example.com', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'KWD', 1.234, '2024-01-01 00:00:00+00', 3.2567, NULL, 13, 16, 17, NULL, 4, NULL, false, true),
	(1, 15, 2, '2024-03-31 00:30:00+00', '2024-10-27 00:10:00+00', NULL, NULL, 'Undated Balance', '   ', NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'osr2jz9righv', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'JPY', 100.00, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(2, 21, 1, '2024-03-31 02:30:00+00', '2024-10-27 02:10:00+00', NULL, NULL, 'Só o nome', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, 'r26f3so3p76v', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true),
	(1, 16, 3, '2024-03-31 00:50:00+00', '2024-10-27 00:30:00+00', '2024-10-27 00:30:00+00', 'gone-1', 'Deleted', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'n2j4cl8wexvd', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 15, 18, NULL, NULL, 5, NULL, false, true),
	(2, 22, 3, '2024-03-31 02:50:00+00', '2024-10-27 02:30:00+00', '2024-10-27 02:30:00+00', NULL, 'Apagado', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, 'g5axuo7yq9tp', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 6, true, true);


--
-- Data for Name: emails; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.emails (tenant_id, customer_id, id, email, email_normal, is_for_invoicing, name, role, notes, is_locked, created_at, updated_at) VALUES
	(1, 1, 1, 'jose@acme.example', 'jose@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 01:00:00+00', '2024-12-01 01:00:00+00'),
	(1, 1, 3, 'İpek@acme.example', 'i̇pek@acme.example', false, 'İpek', NULL, NULL, false, '2024-05-01 03:00:00+00', '2024-12-01 03:00:00+00'),
	(1, 1, 2, 'billing@acme.example', 'billing@acme.example', true, 'John Doe', 'Finance', 'Mondays', true, '2024-05-01 02:00:00+00', '2024-12-01 02:00:00+00'),
	(1, 1, 4, 'todd@acme.example', 'todd@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 04:00:00+00', '2024-12-01 04:00:00+00'),
	(1, 2, 6, 'branch@acme.example', 'branch@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 06:00:00+00', '2024-12-01 06:00:00+00'),
	(1, 5, 7, 'Blank.Key@Example.com', 'blank.key@example.com', false, NULL, NULL, NULL, false, '2024-05-01 07:00:00+00', '2024-12-01 07:00:00+00'),
	(1, 6, 8, 'inactive@example.com', 'inactive@example.com', false, NULL, NULL, NULL, false, '2024-05-01 08:00:00+00', '2024-12-01 08:00:00+00'),
	(1, 8, 9, 'user@example.com', 'user@example.com', false, NULL, NULL, NULL, false, '2024-05-01 09:00:00+00', '2024-12-01 09:00:00+00'),
	(1, 8, 10, 'us​er@example.com', 'us​er@example.com', false, NULL, NULL, NULL, false, '2024-05-01 10:00:00+00', '2024-12-01 10:00:00+00'),
	(1, 8, 11, 'USER.two@Example.com', 'user.two@example.com', false, NULL, NULL, NULL, false, '2024-05-01 11:00:00+00', '2024-12-01 11:00:00+00'),
	(1, 11, 12, 'erp@example.com', 'erp@example.com', false, NULL, NULL, NULL, false, '2024-05-01 12:00:00+00', '2024-12-01 12:00:00+00'),
	(1, 14, 13, 'grace@example.com', 'grace@example.com', false, NULL, NULL, NULL, false, '2024-05-01 13:00:00+00', '2024-12-01 13:00:00+00'),
	(1, 16, 14, 'deleted@example.com', 'deleted@example.com', false, NULL, NULL, NULL, false, '2024-05-01 14:00:00+00', '2024-12-01 14:00:00+00'),
	(1, 16, 15, 'along@example.com', 'along@example.com', false, NULL, NULL, NULL, false, '2024-05-01 15:00:00+00', '2024-12-01 15:00:00+00'),
	(2, 17, 16, 'jose@acme.example', 'jose@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 16:00:00+00', '2024-12-01 16:00:00+00'),
	(2, 17, 17, 'contas@acme.example', 'contas@acme.example', true, NULL, NULL, NULL, false, '2024-05-01 17:00:00+00', '2024-12-01 17:00:00+00'),
	(2, 19, 18, 'ΠΑΥΛΟΣ@example.com', 'παυλος@example.com', false, NULL, NULL, NULL, false, '2024-05-01 18:00:00+00', '2024-12-01 18:00:00+00'),
	(2, 20, 19, 'angel.second@example.com', 'angel.second@example.com', false, NULL, NULL, NULL, false, '2024-05-01 19:00:00+00', '2024-12-01 19:00:00+00');


--
-- Data for Name: erp_nonces; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.erp_nonces (tenant_id, caller, nonce) VALUES
	(1, 'key:3', 1795898195181),
	(2, 'key:7', 1795898195182);


--
-- Data for Name: ledger_entries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_entries (tenant_id, id, customer_id, payer_id, kind, amount, currency, occurred_at, reference, created_at) VALUES
	(1, 1, 2, NULL, 'invoice', 250.50, 'UYU', '2025-03-30 01:30:00+00', 'INV-1', '2025-11-01 01:00:00+00'),
	(1, 2, 2, 1, 'payment', 100.00, 'UYU', '2025-10-26 00:30:00+00', 'PAY-1', '2025-11-01 02:00:00+00'),
	(1, 3, 2, NULL, 'credit', 10.25, 'UYU', '2025-10-26 01:30:00+00', NULL, '2025-11-01 03:00:00+00'),
	(1, 4, 14, NULL, 'invoice', 12.345, 'KWD', '2024-10-27 00:30:00+00', NULL, '2025-11-01 04:00:00+00'),
	(1, 5, 14, NULL, 'adjustment', -0.500, 'KWD', '2024-10-27 01:10:00+00', ' ADJ 1 ', '2025-11-01 05:00:00+00'),
	(2, 6, 18, NULL, 'invoice', 500.00, 'EUR', '2024-10-27 00:30:00+00', 'F-1', '2025-11-01 06:00:00+00'),
	(2, 7, 18, NULL, 'payment', 499.99, 'EUR', '2024-10-27 01:30:00+00', 'R-1', '2025-11-01 07:00:00+00');


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships (tenant_id, user_id, permissions, created_at) VALUES
	(1, 1, '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-03 00:00:00+00'),
	(2, 2, '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write}', '2024-01-03 00:00:00+00');


--
-- Data for Name: migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migrations (id, "timestamp", name) VALUES
	(1, 1763700000000, 'TenantsHaveUsersAndKeys1763700000000'),
	(2, 1763700100000, 'OneCustomerRecord1763700100000'),
	(3, 1763700200000, 'BalancesComeFromALedger1763700200000'),
	(4, 1763700300000, 'RequestsMayBeSigned1763700300000'),
	(5, 1763700400000, 'RowsShowToTheirTenantAlone1763700400000'),
	(6, 1763700500000, 'ListsReadWhatTheyShow1763700500000'),
	(7, 1763700600000, 'PersonsGoWithTheirCustomer1763700600000');


--
-- Data for Name: phones; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.phones (tenant_id, customer_id, id, phone, extension, phone_normal, is_whatsapp, name, role, notes, is_locked, created_at, updated_at) VALUES
	(1, 1, 1, '+1 (212) 555-0142', NULL, '+12125550142', false, NULL, NULL, NULL, false, '2024-05-01 01:00:00+00', '2024-12-01 01:00:00+00'),
	(1, 1, 2, '+12125550170', '5', '+12125550170;ext=5', false, 'extension 5', NULL, NULL, false, '2024-05-01 02:00:00+00', '2024-12-01 02:00:00+00'),
	(1, 1, 3, '+12125550170', 'x5', '+12125550170;ext=x5', false, 'extension x5', NULL, NULL, false, '2024-05-01 03:00:00+00', '2024-12-01 03:00:00+00'),
	(1, 1, 4, '+12125550170', '05', '+12125550170;ext=05', false, 'extension 05', NULL, NULL, false, '2024-05-01 04:00:00+00', '2024-12-01 04:00:00+00'),
	(1, 1, 5, '+442079460018', NULL, '+442079460018', true, NULL, 'Sales', NULL, true, '2024-05-01 05:00:00+00', '2024-12-01 05:00:00+00'),
	(1, 1, 6, '+12125550143', NULL, '+12125550143', false, NULL, NULL, NULL, false, '2024-05-01 06:00:00+00', '2024-12-01 06:00:00+00'),
	(1, 5, 7, '099 123 456', NULL, '+59899123456', false, NULL, NULL, NULL, false, '2024-05-01 07:00:00+00', '2024-12-01 07:00:00+00'),
	(1, 5, 8, '094 999 888', NULL, '+59894999888', false, NULL, NULL, NULL, false, '2024-05-01 08:00:00+00', '2024-12-01 08:00:00+00'),
	(1, 7, 9, '+598 2 100 9876', NULL, '+59821009876', false, NULL, NULL, NULL, false, '2024-05-01 09:00:00+00', '2024-12-01 09:00:00+00'),
	(1, 8, 10, '01 23 45 67 89', NULL, '+598123456789', false, NULL, NULL, NULL, false, '2024-05-01 10:00:00+00', '2024-12-01 10:00:00+00'),
	(1, 8, 11, '+33 1 23 45 67 89', NULL, '+33123456789', false, NULL, NULL, NULL, false, '2024-05-01 11:00:00+00', '2024-12-01 11:00:00+00'),
	(1, 8, 12, '+33 1 23 45 67 89', NULL, '+33 1 23 45 67 89', false, NULL, NULL, NULL, false, '2024-05-01 12:00:00+00', '2024-12-01 12:00:00+00'),
	(1, 11, 13, '+351 211 234 567', NULL, '+351211234567', false, NULL, NULL, NULL, false, '2024-05-01 13:00:00+00', '2024-12-01 13:00:00+00'),
	(1, 11, 14, '+351 911 234 567', NULL, '+351911234567', false, NULL, NULL, NULL, false, '2024-05-01 14:00:00+00', '2024-12-01 14:00:00+00'),
	(1, 11, 15, '+351 211 234 568', NULL, '+351211234568', false, NULL, NULL, NULL, false, '2024-05-01 15:00:00+00', '2024-12-01 15:00:00+00'),
	(1, 14, 16, '+1 212 555 0170 ext. 45', NULL, '+12125550170;ext=45', false, NULL, NULL, NULL, false, '2024-05-01 16:00:00+00', '2024-12-01 16:00:00+00'),
	(1, 14, 17, '+1 212 555 0171', NULL, '+12125550171', false, NULL, NULL, NULL, false, '2024-05-01 17:00:00+00', '2024-12-01 17:00:00+00'),
	(1, 16, 18, '+598 2 100 1111', NULL, '+59821001111', false, NULL, NULL, NULL, false, '2024-05-01 18:00:00+00', '2024-12-01 18:00:00+00'),
	(1, 1, 19, '+12125550199', NULL, '+12125550199', false, NULL, NULL, NULL, false, '2024-05-01 19:00:00+00', '2024-12-01 19:00:00+00'),
	(2, 17, 20, '211 234 567', NULL, '+351211234567', false, NULL, NULL, NULL, false, '2024-05-01 20:00:00+00', '2024-12-01 20:00:00+00'),
	(2, 19, 21, '+351211234567', NULL, '+351211234567', false, NULL, NULL, NULL, false, '2024-05-01 21:00:00+00', '2024-12-01 21:00:00+00');


--
-- Data for Name: signed_nonces; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tenants; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tenants (id, slug, domain, name, base_currency, default_country, time_zone, created_at) VALUES
	(1, 'montevideo', 'montevideo.example', 'Distribuidora', 'UYU', 'UY', 'America/Montevideo', '2024-01-01 00:00:00+00'),
	(2, 'lisboa', 'lisboa.example', 'Armazém', 'EUR', 'PT', 'Europe/Lisbon', '2024-01-01 00:00:00+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users (id, email, login, password_hash, first_name, last_name, mobile, created_at, deleted_at) VALUES
	(1, 'ada@montevideo.example', 'ada-montevideo', '$argon2id$v=19$m=19456,t=2,p=1$avTLjDAbIc9yATrPcUOQzw$r3f/4zUTfjeof2UYla5h1o74SR/StaA1IGsrB0z6rEI', 'Ada', 'Lovelace', NULL, '2024-01-02 00:00:00+00', NULL),
	(2, 'ada@lisboa.example', 'ada-lisboa', '$argon2id$v=19$m=19456,t=2,p=1$fTwxVV/DuhtFDdMwl12qtQ$d0DYi6eXZE+cX3Asz9/xW1ELfG/hzvDYj0VhZ3EVkMc', 'Ada', 'Lovelace', NULL, '2024-01-02 00:00:00+00', NULL);


--
-- Name: api_keys_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.api_keys_id_seq', 8, true);


--
-- Name: company_names_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.company_names_id_seq', 6, true);


--
-- Name: contact_persons_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.contact_persons_id_seq', 5, true);


--
-- Name: customers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.customers_id_seq', 22, true);


--
-- Name: emails_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.emails_id_seq', 19, true);


--
-- Name: ledger_entries_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.ledger_entries_id_seq', 7, true);


--
-- Name: migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.migrations_id_seq', 7, true);


--
-- Name: phones_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.phones_id_seq', 22, true);


--
-- Name: tenants_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tenants_id_seq', 2, true);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.users_id_seq', 2, true);


--
-- Name: migrations PK_8c82d7f526340ab734260ea46be; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: company_names company_names_of_customer; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.company_names
    ADD CONSTRAINT company_names_of_customer UNIQUE (tenant_id, customer_id, id, is_active);


--
-- Name: company_names company_names_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.company_names
    ADD CONSTRAINT company_names_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: contact_persons contact_persons_external_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_external_key UNIQUE (tenant_id, external_key);


--
-- Name: contact_persons contact_persons_of_customer; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_of_customer UNIQUE (tenant_id, customer_id, id);


--
-- Name: contact_persons contact_persons_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: customer_counts customer_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_counts
    ADD CONSTRAINT customer_counts_pkey PRIMARY KEY (tenant_id, part);


--
-- Name: customers customers_external_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_external_key UNIQUE (tenant_id, external_key);


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: emails emails_of_customer; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emails
    ADD CONSTRAINT emails_of_customer UNIQUE (tenant_id, customer_id, id);


--
-- Name: emails emails_once_per_customer; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emails
    ADD CONSTRAINT emails_once_per_customer UNIQUE (tenant_id, customer_id, email_normal);


--
-- Name: emails emails_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emails
    ADD CONSTRAINT emails_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: erp_nonces erp_nonces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.erp_nonces
    ADD CONSTRAINT erp_nonces_pkey PRIMARY KEY (tenant_id, caller);


--
-- Name: ledger_entries ledger_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: ledger_entries ledger_entries_reference; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_reference UNIQUE (tenant_id, reference);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, user_id);


--
-- Name: phones phones_of_customer; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.phones
    ADD CONSTRAINT phones_of_customer UNIQUE (tenant_id, customer_id, id);


--
-- Name: phones phones_once_per_customer; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.phones
    ADD CONSTRAINT phones_once_per_customer UNIQUE (tenant_id, customer_id, phone_normal);


--
-- Name: phones phones_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.phones
    ADD CONSTRAINT phones_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: signed_nonces signed_nonces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signed_nonces
    ADD CONSTRAINT signed_nonces_pkey PRIMARY KEY (tenant_id, public_key, nonce);


--
-- Name: tenants tenants_domain_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_domain_key UNIQUE (domain);


--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);


--
-- Name: tenants tenants_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_slug_key UNIQUE (slug);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: api_keys_public; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_public ON public.api_keys USING btree (public_key) WHERE (public_key IS NOT NULL);


--
-- Name: api_keys_secret; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_secret ON public.api_keys USING btree (secret_hash);


--
-- Name: contact_persons_by_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_email ON public.contact_persons USING btree (tenant_id, customer_id, email_id) WHERE (email_id IS NOT NULL);


--
-- Name: contact_persons_by_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_phone ON public.contact_persons USING btree (tenant_id, customer_id, phone_id) WHERE (phone_id IS NOT NULL);


--
-- Name: contact_persons_living; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_living ON public.contact_persons USING btree (tenant_id, id) WHERE (deleted_at IS NULL);


--
-- Name: contact_persons_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_mentions ON public.contact_persons USING gin (tenant_id, public.folded(first_name) public.gin_trgm_ops, public.folded(last_name) public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: customers_children; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_children ON public.customers USING btree (tenant_id, parent_id) WHERE (parent_id IS NOT NULL);


--
-- Name: customers_living; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_living ON public.customers USING btree (tenant_id, id) WHERE (deleted_at IS NULL);


--
-- Name: customers_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_mentions ON public.customers USING gin (tenant_id, search_text public.gin_trgm_ops, public.folded(website) public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: customers_newest_active; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_newest_active ON public.customers USING btree (tenant_id, created_at DESC, id DESC) WHERE ((deleted_at IS NULL) AND (status <> 'I'::text));


--
-- Name: customers_newest_inactive; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_newest_inactive ON public.customers USING btree (tenant_id, created_at DESC, id DESC) WHERE ((deleted_at IS NULL) AND (status = 'I'::text));


--
-- Name: customers_tax_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_tax_id ON public.customers USING btree (tenant_id, tax_id_normal) WHERE (tax_id_normal IS NOT NULL);


--
-- Name: emails_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX emails_mentions ON public.emails USING gin (tenant_id, public.folded(email) public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: ledger_entries_of_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_entries_of_customer ON public.ledger_entries USING btree (tenant_id, customer_id) INCLUDE (kind, amount);


--
-- Name: ledger_entries_of_payer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_entries_of_payer ON public.ledger_entries USING btree (tenant_id, payer_id) WHERE (payer_id IS NOT NULL);


--
-- Name: memberships_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memberships_user ON public.memberships USING btree (user_id);


--
-- Name: phones_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX phones_mentions ON public.phones USING gin (tenant_id, public.folded(phone) public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: signed_nonces_outdated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signed_nonces_outdated ON public.signed_nonces USING btree (tenant_id, remembered_until);


--
-- Name: users_email_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email)) WHERE (deleted_at IS NULL);


--
-- Name: users_login_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_login_key ON public.users USING btree (lower(login)) WHERE (deleted_at IS NULL);


--
-- Name: customers customers_added; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_added AFTER INSERT ON public.customers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_added();


--
-- Name: customers customers_removed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_removed AFTER DELETE ON public.customers REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.count_removed();


--
-- Name: customers customers_turned; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_turned AFTER UPDATE OF status, deleted_at ON public.customers FOR EACH ROW WHEN ((((old.status = 'I'::text) IS DISTINCT FROM (new.status = 'I'::text)) OR ((old.deleted_at IS NULL) IS DISTINCT FROM (new.deleted_at IS NULL)))) EXECUTE FUNCTION public.count_turned();


--
-- Name: ledger_entries ledger_entries_stay; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_entries_stay BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION public.ledger_is_append_only();


--
-- Name: api_keys api_keys_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: company_names company_names_tenant_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.company_names
    ADD CONSTRAINT company_names_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: contact_persons contact_persons_email; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_email FOREIGN KEY (tenant_id, customer_id, email_id) REFERENCES public.emails(tenant_id, customer_id, id) ON DELETE SET NULL (email_id);


--
-- Name: contact_persons contact_persons_phone; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_phone FOREIGN KEY (tenant_id, customer_id, phone_id) REFERENCES public.phones(tenant_id, customer_id, id) ON DELETE SET NULL (phone_id);


--
-- Name: contact_persons contact_persons_tenant_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: customer_counts customer_counts_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_counts
    ADD CONSTRAINT customer_counts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: customers customers_default_company_name; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_default_company_name FOREIGN KEY (tenant_id, id, default_company_name_id, default_company_name_active) REFERENCES public.company_names(tenant_id, customer_id, id, is_active) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers customers_fax_phone; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_fax_phone FOREIGN KEY (tenant_id, id, fax_phone_id) REFERENCES public.phones(tenant_id, customer_id, id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers customers_main_contact; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_main_contact FOREIGN KEY (tenant_id, id, main_contact_id) REFERENCES public.contact_persons(tenant_id, customer_id, id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers customers_main_phone; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_main_phone FOREIGN KEY (tenant_id, id, main_phone_id) REFERENCES public.phones(tenant_id, customer_id, id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers customers_mobile_phone; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_mobile_phone FOREIGN KEY (tenant_id, id, mobile_phone_id) REFERENCES public.phones(tenant_id, customer_id, id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers customers_parent; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: customers customers_primary_email; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_primary_email FOREIGN KEY (tenant_id, id, primary_email_id) REFERENCES public.emails(tenant_id, customer_id, id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers customers_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: emails emails_tenant_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emails
    ADD CONSTRAINT emails_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: erp_nonces erp_nonces_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.erp_nonces
    ADD CONSTRAINT erp_nonces_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: ledger_entries ledger_entries_tenant_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: ledger_entries ledger_entries_tenant_id_payer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_tenant_id_payer_id_fkey FOREIGN KEY (tenant_id, payer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: memberships memberships_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: memberships memberships_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: phones phones_tenant_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.phones
    ADD CONSTRAINT phones_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: signed_nonces signed_nonces_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signed_nonces
    ADD CONSTRAINT signed_nonces_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: company_names; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.company_names ENABLE ROW LEVEL SECURITY;

--
-- Name: contact_persons; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.contact_persons ENABLE ROW LEVEL SECURITY;

--
-- Name: customer_counts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.customer_counts ENABLE ROW LEVEL SECURITY;

--
-- Name: customers; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;

--
-- Name: emails; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.emails ENABLE ROW LEVEL SECURITY;

--
-- Name: erp_nonces; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.erp_nonces ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.api_keys USING ((tenant_id = public.current_tenant()));


--
-- Name: company_names its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.company_names USING ((tenant_id = public.current_tenant()));


--
-- Name: contact_persons its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.contact_persons USING ((tenant_id = public.current_tenant()));


--
-- Name: customer_counts its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.customer_counts USING ((tenant_id = public.current_tenant()));


--
-- Name: customers its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.customers USING ((tenant_id = public.current_tenant()));


--
-- Name: emails its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.emails USING ((tenant_id = public.current_tenant()));


--
-- Name: erp_nonces its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.erp_nonces USING ((tenant_id = public.current_tenant()));


--
-- Name: ledger_entries its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.ledger_entries USING ((tenant_id = public.current_tenant()));


--
-- Name: memberships its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.memberships USING ((tenant_id = public.current_tenant()));


--
-- Name: phones its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.phones USING ((tenant_id = public.current_tenant()));


--
-- Name: signed_nonces its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.signed_nonces USING ((tenant_id = public.current_tenant()));


--
-- Name: ledger_entries; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.ledger_entries ENABLE ROW LEVEL SECURITY;

--
-- Name: memberships; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.memberships ENABLE ROW LEVEL SECURITY;

--
-- Name: phones; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.phones ENABLE ROW LEVEL SECURITY;

--
-- Name: signed_nonces; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.signed_nonces ENABLE ROW LEVEL SECURITY;

--
-- Name: contact_persons who_mentions; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY who_mentions ON public.contact_persons FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: customers who_mentions; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY who_mentions ON public.customers FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: emails who_mentions; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY who_mentions ON public.emails FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: phones who_mentions; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY who_mentions ON public.phones FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: api_keys whose_key; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY whose_key ON public.api_keys FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: memberships whose_user; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY whose_user ON public.memberships FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO clientela_app;


--
-- Name: FUNCTION count_added(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_added() FROM PUBLIC;


--
-- Name: FUNCTION count_customers(tenant bigint, more_living bigint, more_inactive bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_customers(tenant bigint, more_living bigint, more_inactive bigint) FROM PUBLIC;


--
-- Name: FUNCTION count_removed(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_removed() FROM PUBLIC;


--
-- Name: FUNCTION count_turned(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_turned() FROM PUBLIC;


--
-- Name: FUNCTION customers_mentioning(pattern text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_mentioning(pattern text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.customers_mentioning(pattern text) TO clientela_app;


--
-- Name: TABLE api_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO clientela_app;


--
-- Name: FUNCTION keys_by_public(public_word text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.keys_by_public(public_word text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keys_by_public(public_word text) TO clientela_app;


--
-- Name: FUNCTION keys_by_secret(hash bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.keys_by_secret(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keys_by_secret(hash bytea) TO clientela_app;


--
-- Name: TABLE memberships; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.memberships TO clientela_app;


--
-- Name: FUNCTION memberships_of(member bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.memberships_of(member bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.memberships_of(member bigint) TO clientela_app;


--
-- Name: TABLE company_names; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.company_names TO clientela_app;


--
-- Name: TABLE contact_persons; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contact_persons TO clientela_app;


--
-- Name: SEQUENCE contact_persons_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.contact_persons_id_seq TO clientela_app;


--
-- Name: TABLE customer_counts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.customer_counts TO clientela_app;


--
-- Name: TABLE customers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.customers TO clientela_app;


--
-- Name: SEQUENCE customers_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.customers_id_seq TO clientela_app;


--
-- Name: TABLE emails; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.emails TO clientela_app;


--
-- Name: SEQUENCE emails_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.emails_id_seq TO clientela_app;


--
-- Name: TABLE erp_nonces; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.erp_nonces TO clientela_app;


--
-- Name: TABLE ledger_entries; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.ledger_entries TO clientela_app;


--
-- Name: TABLE phones; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.phones TO clientela_app;


--
-- Name: SEQUENCE phones_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.phones_id_seq TO clientela_app;


--
-- Name: TABLE signed_nonces; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signed_nonces TO clientela_app;


--
-- Name: TABLE tenants; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.tenants TO clientela_app;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO clientela_app;


--
-- PostgreSQL database dump complete
--


