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
-- Name: ascii_digits(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ascii_digits(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$BEGIN RETURN translate(normalize(value, NFKC), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯๐๑๒๓๔๕๖๗๘๙໐໑໒໓໔໕໖໗໘໙༠༡༢༣༤༥༦༧༨༩၀၁၂၃၄၅၆၇၈၉០១២៣៤៥៦៧៨៩᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙', '01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789') ; END$$;


--
-- Name: company_names_keep_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.company_names_keep_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE patch jsonb := '{}';
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        
        IF (NEW.name, NEW.tax_id, NEW.billing_email, NEW.address, NEW.billing_address, NEW.is_active, NEW.created_at)
          IS DISTINCT FROM (OLD.name, OLD.tax_id, OLD.billing_email, OLD.address, OLD.billing_address, OLD.is_active, OLD.created_at) THEN 
          IF NEW.name IS DISTINCT FROM OLD.name THEN
            patch := patch || jsonb_build_object('name', jsonb_build_array(OLD.name, NEW.name));
          END IF;
          IF NEW.tax_id IS DISTINCT FROM OLD.tax_id THEN
            patch := patch || jsonb_build_object('tax_id', jsonb_build_array(OLD.tax_id, NEW.tax_id));
          END IF;
          IF NEW.billing_email IS DISTINCT FROM OLD.billing_email THEN
            patch := patch || jsonb_build_object('billing_email', jsonb_build_array(OLD.billing_email, NEW.billing_email));
          END IF;
          IF NEW.address IS DISTINCT FROM OLD.address THEN
            patch := patch || jsonb_build_object('address', jsonb_build_array(OLD.address, NEW.address));
          END IF;
          IF NEW.billing_address IS DISTINCT FROM OLD.billing_address THEN
            patch := patch || jsonb_build_object('billing_address', jsonb_build_array(OLD.billing_address, NEW.billing_address));
          END IF;
          IF NEW.is_active IS DISTINCT FROM OLD.is_active THEN
            patch := patch || jsonb_build_object('is_active', jsonb_build_array(OLD.is_active, NEW.is_active));
          END IF;
          IF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
            patch := patch || jsonb_build_object('created_at', jsonb_build_array(OLD.created_at, NEW.created_at));
          END IF;
        END IF;
        IF patch <> '{}' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'company_name', NEW.id, 'changed', nullif(current_setting('app.origin', true), '')::text[], patch);
        END IF;
      ELSIF TG_OP = 'INSERT' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'company_name', NEW.id, 'added', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'tax_id', NEW.tax_id, 'billing_email', NEW.billing_email, 'address', NEW.address, 'billing_address', NEW.billing_address, 'is_active', NEW.is_active, 'created_at', NEW.created_at)));
      -- A tenant is removed with all that is kept of it.
      ELSIF current_setting('app.removed_tenant', true) IS DISTINCT FROM OLD.tenant_id::text THEN
        
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (OLD.tenant_id, OLD.customer_id, NULL,
            'company_name', OLD.id, 'removed', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('name', OLD.name, 'tax_id', OLD.tax_id, 'billing_email', OLD.billing_email, 'address', OLD.address, 'billing_address', OLD.billing_address, 'is_active', OLD.is_active, 'created_at', OLD.created_at)));
      END IF;
      RETURN NULL;
    END $$;


--
-- Name: contact_persons_age(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.contact_persons_age() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
          NEW.customer_created_at := coalesce(
            (SELECT created_at FROM public.customers WHERE tenant_id = NEW.tenant_id AND id = NEW.customer_id), now());
          RETURN NEW;
        END $$;


--
-- Name: contact_persons_keep_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.contact_persons_keep_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE patch jsonb := '{}';
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        
        IF (NEW.external_key, NEW.token, NEW.salutation, NEW.first_name, NEW.middle_name, NEW.last_name, NEW.name_suffix, NEW.title, NEW.email_id, NEW.phone_id, NEW.created_at, NEW.deleted_at)
          IS DISTINCT FROM (OLD.external_key, OLD.token, OLD.salutation, OLD.first_name, OLD.middle_name, OLD.last_name, OLD.name_suffix, OLD.title, OLD.email_id, OLD.phone_id, OLD.created_at, OLD.deleted_at) THEN 
          IF NEW.external_key IS DISTINCT FROM OLD.external_key THEN
            patch := patch || jsonb_build_object('external_key', jsonb_build_array(OLD.external_key, NEW.external_key));
          END IF;
          IF NEW.token IS DISTINCT FROM OLD.token THEN
            patch := patch || jsonb_build_object('token', jsonb_build_array(OLD.token, NEW.token));
          END IF;
          IF NEW.salutation IS DISTINCT FROM OLD.salutation THEN
            patch := patch || jsonb_build_object('salutation', jsonb_build_array(OLD.salutation, NEW.salutation));
          END IF;
          IF NEW.first_name IS DISTINCT FROM OLD.first_name THEN
            patch := patch || jsonb_build_object('first_name', jsonb_build_array(OLD.first_name, NEW.first_name));
          END IF;
          IF NEW.middle_name IS DISTINCT FROM OLD.middle_name THEN
            patch := patch || jsonb_build_object('middle_name', jsonb_build_array(OLD.middle_name, NEW.middle_name));
          END IF;
          IF NEW.last_name IS DISTINCT FROM OLD.last_name THEN
            patch := patch || jsonb_build_object('last_name', jsonb_build_array(OLD.last_name, NEW.last_name));
          END IF;
          IF NEW.name_suffix IS DISTINCT FROM OLD.name_suffix THEN
            patch := patch || jsonb_build_object('name_suffix', jsonb_build_array(OLD.name_suffix, NEW.name_suffix));
          END IF;
          IF NEW.title IS DISTINCT FROM OLD.title THEN
            patch := patch || jsonb_build_object('title', jsonb_build_array(OLD.title, NEW.title));
          END IF;
          IF NEW.email_id IS DISTINCT FROM OLD.email_id THEN
            patch := patch || jsonb_build_object('email_id', jsonb_build_array(OLD.email_id, NEW.email_id));
          END IF;
          IF NEW.phone_id IS DISTINCT FROM OLD.phone_id THEN
            patch := patch || jsonb_build_object('phone_id', jsonb_build_array(OLD.phone_id, NEW.phone_id));
          END IF;
          IF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
            patch := patch || jsonb_build_object('created_at', jsonb_build_array(OLD.created_at, NEW.created_at));
          END IF;
          IF NEW.deleted_at IS DISTINCT FROM OLD.deleted_at THEN
            patch := patch || jsonb_build_object('deleted_at', jsonb_build_array(OLD.deleted_at, NEW.deleted_at));
          END IF;
        END IF;
        IF patch <> '{}' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'contact_person', NEW.id, 'changed', nullif(current_setting('app.origin', true), '')::text[], patch);
        END IF;
      ELSIF TG_OP = 'INSERT' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'contact_person', NEW.id, 'added', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('external_key', NEW.external_key, 'token', NEW.token, 'salutation', NEW.salutation, 'first_name', NEW.first_name, 'middle_name', NEW.middle_name, 'last_name', NEW.last_name, 'name_suffix', NEW.name_suffix, 'title', NEW.title, 'email_id', NEW.email_id, 'phone_id', NEW.phone_id, 'created_at', NEW.created_at, 'deleted_at', NEW.deleted_at)));
      -- A tenant is removed with all that is kept of it.
      ELSIF current_setting('app.removed_tenant', true) IS DISTINCT FROM OLD.tenant_id::text THEN
        
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (OLD.tenant_id, OLD.customer_id, NULL,
            'contact_person', OLD.id, 'removed', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('external_key', OLD.external_key, 'token', OLD.token, 'salutation', OLD.salutation, 'first_name', OLD.first_name, 'middle_name', OLD.middle_name, 'last_name', OLD.last_name, 'name_suffix', OLD.name_suffix, 'title', OLD.title, 'email_id', OLD.email_id, 'phone_id', OLD.phone_id, 'created_at', OLD.created_at, 'deleted_at', OLD.deleted_at)));
      END IF;
      RETURN NULL;
    END $$;


--
-- Name: contact_persons_key_is_free(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.contact_persons_key_is_free() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
          BEGIN
            IF EXISTS (SELECT FROM contact_persons WHERE tenant_id = NEW.tenant_id AND trimmed_key(external_key) = trimmed_key(NEW.external_key)
                AND external_key <> trimmed_key(external_key) AND id <> NEW.id) THEN
              RAISE unique_violation USING MESSAGE = 'an older key is the same but for the blanks around it', CONSTRAINT = 'contact_persons_external_key';
            END IF;
            RETURN NULL;
          END $$;


--
-- Name: containing(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.containing(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT '%' || regexp_replace(public.folded(value), '([\\%_])', '\\\1', 'g') || '%' $$;


--
-- Name: count_added(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE change record;
        BEGIN
          FOR change IN SELECT tenant_id, status, count(*) AS more FROM added WHERE deleted_at IS NULL GROUP BY tenant_id, status ORDER BY tenant_id, status LOOP
            INSERT INTO customer_counts AS counts (tenant_id, part, status, living)
              VALUES (change.tenant_id, pg_backend_pid() % 8, change.status, change.more)
              ON CONFLICT (tenant_id, part, status) DO UPDATE SET living = counts.living + excluded.living;
          END LOOP;
          RETURN NULL;
        END $$;


--
-- Name: count_removed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE change record;
        BEGIN
          FOR change IN SELECT tenant_id, status, -count(*) AS more FROM removed WHERE deleted_at IS NULL GROUP BY tenant_id, status ORDER BY tenant_id, status LOOP
            INSERT INTO customer_counts AS counts (tenant_id, part, status, living)
              VALUES (change.tenant_id, pg_backend_pid() % 8, change.status, change.more)
              ON CONFLICT (tenant_id, part, status) DO UPDATE SET living = counts.living + excluded.living;
          END LOOP;
          RETURN NULL;
        END $$;


--
-- Name: count_turned(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_turned() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE change record;
        BEGIN
          FOR change IN 
            SELECT NEW.tenant_id, turned.status, sum(turned.more) AS more
            FROM (VALUES (OLD.status, OLD.deleted_at, -1), (NEW.status, NEW.deleted_at, 1)) AS turned (status, deleted_at, more)
            WHERE turned.deleted_at IS NULL GROUP BY turned.status ORDER BY turned.status LOOP
            INSERT INTO customer_counts AS counts (tenant_id, part, status, living)
              VALUES (change.tenant_id, pg_backend_pid() % 8, change.status, change.more)
              ON CONFLICT (tenant_id, part, status) DO UPDATE SET living = counts.living + excluded.living;
          END LOOP;
          RETURN NULL;
        END $$;


--
-- Name: current_tenant(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.current_tenant() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.tenant', true), '')::bigint $$;


--
-- Name: customer_mentions(bigint, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customer_mentions(customer bigint, in_text text, in_numbers text, in_dialled text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'auto'
    AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          RETURN EXISTS (SELECT FROM customers WHERE tenant_id = tenant AND id = customer AND deleted_at IS NULL AND (search_text LIKE in_text OR search_numbers LIKE in_numbers))
            OR EXISTS (SELECT FROM emails WHERE tenant_id = tenant AND customer_id = customer AND true AND (search_text LIKE in_text))
            OR EXISTS (SELECT FROM phones WHERE tenant_id = tenant AND customer_id = customer AND true AND (search_text LIKE in_text OR search_numbers LIKE in_numbers OR search_numbers LIKE in_dialled))
            OR EXISTS (SELECT FROM company_names WHERE tenant_id = tenant AND customer_id = customer AND true AND (search_text LIKE in_text OR search_numbers LIKE in_numbers))
            OR EXISTS (SELECT FROM contact_persons WHERE tenant_id = tenant AND customer_id = customer AND deleted_at IS NULL AND (search_text LIKE in_text));
        END $$;


--
-- Name: customers_compare_addresses(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_compare_addresses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE patch pg_catalog.jsonb := '{}';
        BEGIN
          
        IF current_setting('app.patch', true) <> '' THEN patch := current_setting('app.patch')::pg_catalog.jsonb; END IF;
          
          IF (NEW.billing_line_1, NEW.billing_line_2, NEW.billing_line_3, NEW.billing_city, NEW.billing_state, NEW.billing_postcode, NEW.billing_country, NEW.billing_email, NEW.billing_phone, NEW.shipping_line_1, NEW.shipping_line_2, NEW.shipping_line_3, NEW.shipping_city, NEW.shipping_state, NEW.shipping_postcode, NEW.shipping_country)
            IS DISTINCT FROM (OLD.billing_line_1, OLD.billing_line_2, OLD.billing_line_3, OLD.billing_city, OLD.billing_state, OLD.billing_postcode, OLD.billing_country, OLD.billing_email, OLD.billing_phone, OLD.shipping_line_1, OLD.shipping_line_2, OLD.shipping_line_3, OLD.shipping_city, OLD.shipping_state, OLD.shipping_postcode, OLD.shipping_country) THEN 
          IF (NEW.billing_line_1, NEW.billing_line_2, NEW.billing_line_3, NEW.billing_city)
            IS DISTINCT FROM (OLD.billing_line_1, OLD.billing_line_2, OLD.billing_line_3, OLD.billing_city) THEN 
          IF NEW.billing_line_1 IS DISTINCT FROM OLD.billing_line_1 THEN
            patch := patch || jsonb_build_object('billing_line_1', jsonb_build_array(OLD.billing_line_1, NEW.billing_line_1));
          END IF;
          IF NEW.billing_line_2 IS DISTINCT FROM OLD.billing_line_2 THEN
            patch := patch || jsonb_build_object('billing_line_2', jsonb_build_array(OLD.billing_line_2, NEW.billing_line_2));
          END IF;
          IF NEW.billing_line_3 IS DISTINCT FROM OLD.billing_line_3 THEN
            patch := patch || jsonb_build_object('billing_line_3', jsonb_build_array(OLD.billing_line_3, NEW.billing_line_3));
          END IF;
          IF NEW.billing_city IS DISTINCT FROM OLD.billing_city THEN
            patch := patch || jsonb_build_object('billing_city', jsonb_build_array(OLD.billing_city, NEW.billing_city));
          END IF;
          END IF;
          IF (NEW.billing_state, NEW.billing_postcode, NEW.billing_country, NEW.billing_email)
            IS DISTINCT FROM (OLD.billing_state, OLD.billing_postcode, OLD.billing_country, OLD.billing_email) THEN 
          IF NEW.billing_state IS DISTINCT FROM OLD.billing_state THEN
            patch := patch || jsonb_build_object('billing_state', jsonb_build_array(OLD.billing_state, NEW.billing_state));
          END IF;
          IF NEW.billing_postcode IS DISTINCT FROM OLD.billing_postcode THEN
            patch := patch || jsonb_build_object('billing_postcode', jsonb_build_array(OLD.billing_postcode, NEW.billing_postcode));
          END IF;
          IF NEW.billing_country IS DISTINCT FROM OLD.billing_country THEN
            patch := patch || jsonb_build_object('billing_country', jsonb_build_array(OLD.billing_country, NEW.billing_country));
          END IF;
          IF NEW.billing_email IS DISTINCT FROM OLD.billing_email THEN
            patch := patch || jsonb_build_object('billing_email', jsonb_build_array(OLD.billing_email, NEW.billing_email));
          END IF;
          END IF;
          IF (NEW.billing_phone, NEW.shipping_line_1, NEW.shipping_line_2, NEW.shipping_line_3)
            IS DISTINCT FROM (OLD.billing_phone, OLD.shipping_line_1, OLD.shipping_line_2, OLD.shipping_line_3) THEN 
          IF NEW.billing_phone IS DISTINCT FROM OLD.billing_phone THEN
            patch := patch || jsonb_build_object('billing_phone', jsonb_build_array(OLD.billing_phone, NEW.billing_phone));
          END IF;
          IF NEW.shipping_line_1 IS DISTINCT FROM OLD.shipping_line_1 THEN
            patch := patch || jsonb_build_object('shipping_line_1', jsonb_build_array(OLD.shipping_line_1, NEW.shipping_line_1));
          END IF;
          IF NEW.shipping_line_2 IS DISTINCT FROM OLD.shipping_line_2 THEN
            patch := patch || jsonb_build_object('shipping_line_2', jsonb_build_array(OLD.shipping_line_2, NEW.shipping_line_2));
          END IF;
          IF NEW.shipping_line_3 IS DISTINCT FROM OLD.shipping_line_3 THEN
            patch := patch || jsonb_build_object('shipping_line_3', jsonb_build_array(OLD.shipping_line_3, NEW.shipping_line_3));
          END IF;
          END IF;
          IF (NEW.shipping_city, NEW.shipping_state, NEW.shipping_postcode, NEW.shipping_country)
            IS DISTINCT FROM (OLD.shipping_city, OLD.shipping_state, OLD.shipping_postcode, OLD.shipping_country) THEN 
          IF NEW.shipping_city IS DISTINCT FROM OLD.shipping_city THEN
            patch := patch || jsonb_build_object('shipping_city', jsonb_build_array(OLD.shipping_city, NEW.shipping_city));
          END IF;
          IF NEW.shipping_state IS DISTINCT FROM OLD.shipping_state THEN
            patch := patch || jsonb_build_object('shipping_state', jsonb_build_array(OLD.shipping_state, NEW.shipping_state));
          END IF;
          IF NEW.shipping_postcode IS DISTINCT FROM OLD.shipping_postcode THEN
            patch := patch || jsonb_build_object('shipping_postcode', jsonb_build_array(OLD.shipping_postcode, NEW.shipping_postcode));
          END IF;
          IF NEW.shipping_country IS DISTINCT FROM OLD.shipping_country THEN
            patch := patch || jsonb_build_object('shipping_country', jsonb_build_array(OLD.shipping_country, NEW.shipping_country));
          END IF;
          END IF;
          END IF;
          IF (NEW.shipping_email, NEW.shipping_phone)
            IS DISTINCT FROM (OLD.shipping_email, OLD.shipping_phone) THEN 
          IF (NEW.shipping_email, NEW.shipping_phone)
            IS DISTINCT FROM (OLD.shipping_email, OLD.shipping_phone) THEN 
          IF NEW.shipping_email IS DISTINCT FROM OLD.shipping_email THEN
            patch := patch || jsonb_build_object('shipping_email', jsonb_build_array(OLD.shipping_email, NEW.shipping_email));
          END IF;
          IF NEW.shipping_phone IS DISTINCT FROM OLD.shipping_phone THEN
            patch := patch || jsonb_build_object('shipping_phone', jsonb_build_array(OLD.shipping_phone, NEW.shipping_phone));
          END IF;
          END IF;
          END IF;
          IF patch <> '{}' THEN PERFORM set_config('app.patch', patch::pg_catalog.text, true); END IF;
          RETURN NULL;
        END $$;


--
-- Name: customers_compare_custom(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_compare_custom() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE patch pg_catalog.jsonb := '{}';
        BEGIN
          
        IF current_setting('app.patch', true) <> '' THEN patch := current_setting('app.patch')::pg_catalog.jsonb; END IF;
          
          IF (NEW.custom_1, NEW.custom_2, NEW.custom_3, NEW.custom_4, NEW.custom_5, NEW.custom_6, NEW.custom_7, NEW.custom_8, NEW.custom_9, NEW.custom_10, NEW.custom_11, NEW.custom_12, NEW.custom_13, NEW.custom_14, NEW.custom_15, NEW.custom_16)
            IS DISTINCT FROM (OLD.custom_1, OLD.custom_2, OLD.custom_3, OLD.custom_4, OLD.custom_5, OLD.custom_6, OLD.custom_7, OLD.custom_8, OLD.custom_9, OLD.custom_10, OLD.custom_11, OLD.custom_12, OLD.custom_13, OLD.custom_14, OLD.custom_15, OLD.custom_16) THEN 
          IF (NEW.custom_1, NEW.custom_2, NEW.custom_3, NEW.custom_4)
            IS DISTINCT FROM (OLD.custom_1, OLD.custom_2, OLD.custom_3, OLD.custom_4) THEN 
          IF NEW.custom_1 IS DISTINCT FROM OLD.custom_1 THEN
            patch := patch || jsonb_build_object('custom_1', jsonb_build_array(OLD.custom_1, NEW.custom_1));
          END IF;
          IF NEW.custom_2 IS DISTINCT FROM OLD.custom_2 THEN
            patch := patch || jsonb_build_object('custom_2', jsonb_build_array(OLD.custom_2, NEW.custom_2));
          END IF;
          IF NEW.custom_3 IS DISTINCT FROM OLD.custom_3 THEN
            patch := patch || jsonb_build_object('custom_3', jsonb_build_array(OLD.custom_3, NEW.custom_3));
          END IF;
          IF NEW.custom_4 IS DISTINCT FROM OLD.custom_4 THEN
            patch := patch || jsonb_build_object('custom_4', jsonb_build_array(OLD.custom_4, NEW.custom_4));
          END IF;
          END IF;
          IF (NEW.custom_5, NEW.custom_6, NEW.custom_7, NEW.custom_8)
            IS DISTINCT FROM (OLD.custom_5, OLD.custom_6, OLD.custom_7, OLD.custom_8) THEN 
          IF NEW.custom_5 IS DISTINCT FROM OLD.custom_5 THEN
            patch := patch || jsonb_build_object('custom_5', jsonb_build_array(OLD.custom_5, NEW.custom_5));
          END IF;
          IF NEW.custom_6 IS DISTINCT FROM OLD.custom_6 THEN
            patch := patch || jsonb_build_object('custom_6', jsonb_build_array(OLD.custom_6, NEW.custom_6));
          END IF;
          IF NEW.custom_7 IS DISTINCT FROM OLD.custom_7 THEN
            patch := patch || jsonb_build_object('custom_7', jsonb_build_array(OLD.custom_7, NEW.custom_7));
          END IF;
          IF NEW.custom_8 IS DISTINCT FROM OLD.custom_8 THEN
            patch := patch || jsonb_build_object('custom_8', jsonb_build_array(OLD.custom_8, NEW.custom_8));
          END IF;
          END IF;
          IF (NEW.custom_9, NEW.custom_10, NEW.custom_11, NEW.custom_12)
            IS DISTINCT FROM (OLD.custom_9, OLD.custom_10, OLD.custom_11, OLD.custom_12) THEN 
          IF NEW.custom_9 IS DISTINCT FROM OLD.custom_9 THEN
            patch := patch || jsonb_build_object('custom_9', jsonb_build_array(OLD.custom_9, NEW.custom_9));
          END IF;
          IF NEW.custom_10 IS DISTINCT FROM OLD.custom_10 THEN
            patch := patch || jsonb_build_object('custom_10', jsonb_build_array(OLD.custom_10, NEW.custom_10));
          END IF;
          IF NEW.custom_11 IS DISTINCT FROM OLD.custom_11 THEN
            patch := patch || jsonb_build_object('custom_11', jsonb_build_array(OLD.custom_11, NEW.custom_11));
          END IF;
          IF NEW.custom_12 IS DISTINCT FROM OLD.custom_12 THEN
            patch := patch || jsonb_build_object('custom_12', jsonb_build_array(OLD.custom_12, NEW.custom_12));
          END IF;
          END IF;
          IF (NEW.custom_13, NEW.custom_14, NEW.custom_15, NEW.custom_16)
            IS DISTINCT FROM (OLD.custom_13, OLD.custom_14, OLD.custom_15, OLD.custom_16) THEN 
          IF NEW.custom_13 IS DISTINCT FROM OLD.custom_13 THEN
            patch := patch || jsonb_build_object('custom_13', jsonb_build_array(OLD.custom_13, NEW.custom_13));
          END IF;
          IF NEW.custom_14 IS DISTINCT FROM OLD.custom_14 THEN
            patch := patch || jsonb_build_object('custom_14', jsonb_build_array(OLD.custom_14, NEW.custom_14));
          END IF;
          IF NEW.custom_15 IS DISTINCT FROM OLD.custom_15 THEN
            patch := patch || jsonb_build_object('custom_15', jsonb_build_array(OLD.custom_15, NEW.custom_15));
          END IF;
          IF NEW.custom_16 IS DISTINCT FROM OLD.custom_16 THEN
            patch := patch || jsonb_build_object('custom_16', jsonb_build_array(OLD.custom_16, NEW.custom_16));
          END IF;
          END IF;
          END IF;
          IF (NEW.custom_17, NEW.custom_18, NEW.custom_19, NEW.custom_20)
            IS DISTINCT FROM (OLD.custom_17, OLD.custom_18, OLD.custom_19, OLD.custom_20) THEN 
          IF (NEW.custom_17, NEW.custom_18, NEW.custom_19, NEW.custom_20)
            IS DISTINCT FROM (OLD.custom_17, OLD.custom_18, OLD.custom_19, OLD.custom_20) THEN 
          IF NEW.custom_17 IS DISTINCT FROM OLD.custom_17 THEN
            patch := patch || jsonb_build_object('custom_17', jsonb_build_array(OLD.custom_17, NEW.custom_17));
          END IF;
          IF NEW.custom_18 IS DISTINCT FROM OLD.custom_18 THEN
            patch := patch || jsonb_build_object('custom_18', jsonb_build_array(OLD.custom_18, NEW.custom_18));
          END IF;
          IF NEW.custom_19 IS DISTINCT FROM OLD.custom_19 THEN
            patch := patch || jsonb_build_object('custom_19', jsonb_build_array(OLD.custom_19, NEW.custom_19));
          END IF;
          IF NEW.custom_20 IS DISTINCT FROM OLD.custom_20 THEN
            patch := patch || jsonb_build_object('custom_20', jsonb_build_array(OLD.custom_20, NEW.custom_20));
          END IF;
          END IF;
          END IF;
          IF patch <> '{}' THEN PERFORM set_config('app.patch', patch::pg_catalog.text, true); END IF;
          RETURN NULL;
        END $$;


--
-- Name: customers_compare_pointers(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_compare_pointers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE patch pg_catalog.jsonb := '{}';
        BEGIN
          
        IF current_setting('app.patch', true) <> '' THEN patch := current_setting('app.patch')::pg_catalog.jsonb; END IF;
          
          IF (NEW.primary_email_id, NEW.main_phone_id, NEW.mobile_phone_id, NEW.fax_phone_id, NEW.main_contact_id, NEW.default_company_name_id, NEW.company_name_chosen)
            IS DISTINCT FROM (OLD.primary_email_id, OLD.main_phone_id, OLD.mobile_phone_id, OLD.fax_phone_id, OLD.main_contact_id, OLD.default_company_name_id, OLD.company_name_chosen) THEN 
          IF (NEW.primary_email_id, NEW.main_phone_id, NEW.mobile_phone_id, NEW.fax_phone_id)
            IS DISTINCT FROM (OLD.primary_email_id, OLD.main_phone_id, OLD.mobile_phone_id, OLD.fax_phone_id) THEN 
          IF NEW.primary_email_id IS DISTINCT FROM OLD.primary_email_id THEN
            patch := patch || jsonb_build_object('primary_email_id', jsonb_build_array(OLD.primary_email_id, NEW.primary_email_id));
          END IF;
          IF NEW.main_phone_id IS DISTINCT FROM OLD.main_phone_id THEN
            patch := patch || jsonb_build_object('main_phone_id', jsonb_build_array(OLD.main_phone_id, NEW.main_phone_id));
          END IF;
          IF NEW.mobile_phone_id IS DISTINCT FROM OLD.mobile_phone_id THEN
            patch := patch || jsonb_build_object('mobile_phone_id', jsonb_build_array(OLD.mobile_phone_id, NEW.mobile_phone_id));
          END IF;
          IF NEW.fax_phone_id IS DISTINCT FROM OLD.fax_phone_id THEN
            patch := patch || jsonb_build_object('fax_phone_id', jsonb_build_array(OLD.fax_phone_id, NEW.fax_phone_id));
          END IF;
          END IF;
          IF (NEW.main_contact_id, NEW.default_company_name_id, NEW.company_name_chosen)
            IS DISTINCT FROM (OLD.main_contact_id, OLD.default_company_name_id, OLD.company_name_chosen) THEN 
          IF NEW.main_contact_id IS DISTINCT FROM OLD.main_contact_id THEN
            patch := patch || jsonb_build_object('main_contact_id', jsonb_build_array(OLD.main_contact_id, NEW.main_contact_id));
          END IF;
          IF NEW.default_company_name_id IS DISTINCT FROM OLD.default_company_name_id THEN
            patch := patch || jsonb_build_object('default_company_name_id', jsonb_build_array(OLD.default_company_name_id, NEW.default_company_name_id));
          END IF;
          IF NEW.company_name_chosen IS DISTINCT FROM OLD.company_name_chosen THEN
            patch := patch || jsonb_build_object('company_name_chosen', jsonb_build_array(OLD.company_name_chosen, NEW.company_name_chosen));
          END IF;
          END IF;
          END IF;
          IF patch <> '{}' THEN PERFORM set_config('app.patch', patch::pg_catalog.text, true); END IF;
          RETURN NULL;
        END $$;


--
-- Name: customers_compare_terms(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_compare_terms() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE patch pg_catalog.jsonb := '{}';
        BEGIN
          
        IF current_setting('app.patch', true) <> '' THEN patch := current_setting('app.patch')::pg_catalog.jsonb; END IF;
          
          IF (NEW.site_street, NEW.site_door_number, NEW.site_apartment, NEW.site_corner, NEW.site_zip_code, NEW.site_latitude, NEW.site_longitude, NEW.site_country_id, NEW.site_department_id, NEW.tags, NEW.language_id, NEW.class_id, NEW.admin_id, NEW.campaign_id, NEW.terms_id, NEW.no_taxes)
            IS DISTINCT FROM (OLD.site_street, OLD.site_door_number, OLD.site_apartment, OLD.site_corner, OLD.site_zip_code, OLD.site_latitude, OLD.site_longitude, OLD.site_country_id, OLD.site_department_id, OLD.tags, OLD.language_id, OLD.class_id, OLD.admin_id, OLD.campaign_id, OLD.terms_id, OLD.no_taxes) THEN 
          IF (NEW.site_street, NEW.site_door_number, NEW.site_apartment, NEW.site_corner)
            IS DISTINCT FROM (OLD.site_street, OLD.site_door_number, OLD.site_apartment, OLD.site_corner) THEN 
          IF NEW.site_street IS DISTINCT FROM OLD.site_street THEN
            patch := patch || jsonb_build_object('site_street', jsonb_build_array(OLD.site_street, NEW.site_street));
          END IF;
          IF NEW.site_door_number IS DISTINCT FROM OLD.site_door_number THEN
            patch := patch || jsonb_build_object('site_door_number', jsonb_build_array(OLD.site_door_number, NEW.site_door_number));
          END IF;
          IF NEW.site_apartment IS DISTINCT FROM OLD.site_apartment THEN
            patch := patch || jsonb_build_object('site_apartment', jsonb_build_array(OLD.site_apartment, NEW.site_apartment));
          END IF;
          IF NEW.site_corner IS DISTINCT FROM OLD.site_corner THEN
            patch := patch || jsonb_build_object('site_corner', jsonb_build_array(OLD.site_corner, NEW.site_corner));
          END IF;
          END IF;
          IF (NEW.site_zip_code, NEW.site_latitude, NEW.site_longitude, NEW.site_country_id)
            IS DISTINCT FROM (OLD.site_zip_code, OLD.site_latitude, OLD.site_longitude, OLD.site_country_id) THEN 
          IF NEW.site_zip_code IS DISTINCT FROM OLD.site_zip_code THEN
            patch := patch || jsonb_build_object('site_zip_code', jsonb_build_array(OLD.site_zip_code, NEW.site_zip_code));
          END IF;
          IF NEW.site_latitude IS DISTINCT FROM OLD.site_latitude THEN
            patch := patch || jsonb_build_object('site_latitude', jsonb_build_array(OLD.site_latitude, NEW.site_latitude));
          END IF;
          IF NEW.site_longitude IS DISTINCT FROM OLD.site_longitude THEN
            patch := patch || jsonb_build_object('site_longitude', jsonb_build_array(OLD.site_longitude, NEW.site_longitude));
          END IF;
          IF NEW.site_country_id IS DISTINCT FROM OLD.site_country_id THEN
            patch := patch || jsonb_build_object('site_country_id', jsonb_build_array(OLD.site_country_id, NEW.site_country_id));
          END IF;
          END IF;
          IF (NEW.site_department_id, NEW.tags, NEW.language_id, NEW.class_id)
            IS DISTINCT FROM (OLD.site_department_id, OLD.tags, OLD.language_id, OLD.class_id) THEN 
          IF NEW.site_department_id IS DISTINCT FROM OLD.site_department_id THEN
            patch := patch || jsonb_build_object('site_department_id', jsonb_build_array(OLD.site_department_id, NEW.site_department_id));
          END IF;
          IF NEW.tags IS DISTINCT FROM OLD.tags THEN
            patch := patch || jsonb_build_object('tags', jsonb_build_array(OLD.tags, NEW.tags));
          END IF;
          IF NEW.language_id IS DISTINCT FROM OLD.language_id THEN
            patch := patch || jsonb_build_object('language_id', jsonb_build_array(OLD.language_id, NEW.language_id));
          END IF;
          IF NEW.class_id IS DISTINCT FROM OLD.class_id THEN
            patch := patch || jsonb_build_object('class_id', jsonb_build_array(OLD.class_id, NEW.class_id));
          END IF;
          END IF;
          IF (NEW.admin_id, NEW.campaign_id, NEW.terms_id, NEW.no_taxes)
            IS DISTINCT FROM (OLD.admin_id, OLD.campaign_id, OLD.terms_id, OLD.no_taxes) THEN 
          IF NEW.admin_id IS DISTINCT FROM OLD.admin_id THEN
            patch := patch || jsonb_build_object('admin_id', jsonb_build_array(OLD.admin_id, NEW.admin_id));
          END IF;
          IF NEW.campaign_id IS DISTINCT FROM OLD.campaign_id THEN
            patch := patch || jsonb_build_object('campaign_id', jsonb_build_array(OLD.campaign_id, NEW.campaign_id));
          END IF;
          IF NEW.terms_id IS DISTINCT FROM OLD.terms_id THEN
            patch := patch || jsonb_build_object('terms_id', jsonb_build_array(OLD.terms_id, NEW.terms_id));
          END IF;
          IF NEW.no_taxes IS DISTINCT FROM OLD.no_taxes THEN
            patch := patch || jsonb_build_object('no_taxes', jsonb_build_array(OLD.no_taxes, NEW.no_taxes));
          END IF;
          END IF;
          END IF;
          IF (NEW.no_dunning, NEW.no_latefees, NEW.no_procfees, NEW.invoice_delivery, NEW.dunning_delivery, NEW.discount_group, NEW.salesperson, NEW.electronic_document_interchange, NEW.edi_identifier, NEW.currency, NEW.opening_balance, NEW.opening_balance_at, NEW.opening_balance_rate, NEW.opening_balance_branch_id)
            IS DISTINCT FROM (OLD.no_dunning, OLD.no_latefees, OLD.no_procfees, OLD.invoice_delivery, OLD.dunning_delivery, OLD.discount_group, OLD.salesperson, OLD.electronic_document_interchange, OLD.edi_identifier, OLD.currency, OLD.opening_balance, OLD.opening_balance_at, OLD.opening_balance_rate, OLD.opening_balance_branch_id) THEN 
          IF (NEW.no_dunning, NEW.no_latefees, NEW.no_procfees, NEW.invoice_delivery)
            IS DISTINCT FROM (OLD.no_dunning, OLD.no_latefees, OLD.no_procfees, OLD.invoice_delivery) THEN 
          IF NEW.no_dunning IS DISTINCT FROM OLD.no_dunning THEN
            patch := patch || jsonb_build_object('no_dunning', jsonb_build_array(OLD.no_dunning, NEW.no_dunning));
          END IF;
          IF NEW.no_latefees IS DISTINCT FROM OLD.no_latefees THEN
            patch := patch || jsonb_build_object('no_latefees', jsonb_build_array(OLD.no_latefees, NEW.no_latefees));
          END IF;
          IF NEW.no_procfees IS DISTINCT FROM OLD.no_procfees THEN
            patch := patch || jsonb_build_object('no_procfees', jsonb_build_array(OLD.no_procfees, NEW.no_procfees));
          END IF;
          IF NEW.invoice_delivery IS DISTINCT FROM OLD.invoice_delivery THEN
            patch := patch || jsonb_build_object('invoice_delivery', jsonb_build_array(OLD.invoice_delivery, NEW.invoice_delivery));
          END IF;
          END IF;
          IF (NEW.dunning_delivery, NEW.discount_group, NEW.salesperson, NEW.electronic_document_interchange)
            IS DISTINCT FROM (OLD.dunning_delivery, OLD.discount_group, OLD.salesperson, OLD.electronic_document_interchange) THEN 
          IF NEW.dunning_delivery IS DISTINCT FROM OLD.dunning_delivery THEN
            patch := patch || jsonb_build_object('dunning_delivery', jsonb_build_array(OLD.dunning_delivery, NEW.dunning_delivery));
          END IF;
          IF NEW.discount_group IS DISTINCT FROM OLD.discount_group THEN
            patch := patch || jsonb_build_object('discount_group', jsonb_build_array(OLD.discount_group, NEW.discount_group));
          END IF;
          IF NEW.salesperson IS DISTINCT FROM OLD.salesperson THEN
            patch := patch || jsonb_build_object('salesperson', jsonb_build_array(OLD.salesperson, NEW.salesperson));
          END IF;
          IF NEW.electronic_document_interchange IS DISTINCT FROM OLD.electronic_document_interchange THEN
            patch := patch || jsonb_build_object('electronic_document_interchange', jsonb_build_array(OLD.electronic_document_interchange, NEW.electronic_document_interchange));
          END IF;
          END IF;
          IF (NEW.edi_identifier, NEW.currency, NEW.opening_balance, NEW.opening_balance_at)
            IS DISTINCT FROM (OLD.edi_identifier, OLD.currency, OLD.opening_balance, OLD.opening_balance_at) THEN 
          IF NEW.edi_identifier IS DISTINCT FROM OLD.edi_identifier THEN
            patch := patch || jsonb_build_object('edi_identifier', jsonb_build_array(OLD.edi_identifier, NEW.edi_identifier));
          END IF;
          IF NEW.currency IS DISTINCT FROM OLD.currency THEN
            patch := patch || jsonb_build_object('currency', jsonb_build_array(OLD.currency, NEW.currency));
          END IF;
          IF NEW.opening_balance IS DISTINCT FROM OLD.opening_balance THEN
            patch := patch || jsonb_build_object('opening_balance', jsonb_build_array(OLD.opening_balance::pg_catalog.text, NEW.opening_balance::pg_catalog.text));
          END IF;
          IF NEW.opening_balance_at IS DISTINCT FROM OLD.opening_balance_at THEN
            patch := patch || jsonb_build_object('opening_balance_at', jsonb_build_array(OLD.opening_balance_at, NEW.opening_balance_at));
          END IF;
          END IF;
          IF (NEW.opening_balance_rate, NEW.opening_balance_branch_id)
            IS DISTINCT FROM (OLD.opening_balance_rate, OLD.opening_balance_branch_id) THEN 
          IF NEW.opening_balance_rate IS DISTINCT FROM OLD.opening_balance_rate THEN
            patch := patch || jsonb_build_object('opening_balance_rate', jsonb_build_array(OLD.opening_balance_rate::pg_catalog.text, NEW.opening_balance_rate::pg_catalog.text));
          END IF;
          IF NEW.opening_balance_branch_id IS DISTINCT FROM OLD.opening_balance_branch_id THEN
            patch := patch || jsonb_build_object('opening_balance_branch_id', jsonb_build_array(OLD.opening_balance_branch_id, NEW.opening_balance_branch_id));
          END IF;
          END IF;
          END IF;
          IF patch <> '{}' THEN PERFORM set_config('app.patch', patch::pg_catalog.text, true); END IF;
          RETURN NULL;
        END $$;


--
-- Name: customers_keep_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_keep_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    AS $$
    DECLARE patch pg_catalog.jsonb := '{}';
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        
        IF current_setting('app.patch', true) <> '' THEN
          patch := current_setting('app.patch')::pg_catalog.jsonb;
          PERFORM set_config('app.patch', '', true);
        END IF;
          IF (NEW.created_at, NEW.deleted_at, NEW.external_key, NEW.display_name, NEW.legal_name, NEW.trade_name, NEW.kind, NEW.tax_id, NEW.document, NEW.document_type, NEW.website, NEW.image_url, NEW.note, NEW.status, NEW.status_before, NEW.country_iso)
            IS DISTINCT FROM (OLD.created_at, OLD.deleted_at, OLD.external_key, OLD.display_name, OLD.legal_name, OLD.trade_name, OLD.kind, OLD.tax_id, OLD.document, OLD.document_type, OLD.website, OLD.image_url, OLD.note, OLD.status, OLD.status_before, OLD.country_iso) THEN 
          IF (NEW.created_at, NEW.deleted_at, NEW.external_key, NEW.display_name)
            IS DISTINCT FROM (OLD.created_at, OLD.deleted_at, OLD.external_key, OLD.display_name) THEN 
          IF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
            patch := patch || jsonb_build_object('created_at', jsonb_build_array(OLD.created_at, NEW.created_at));
          END IF;
          IF NEW.deleted_at IS DISTINCT FROM OLD.deleted_at THEN
            patch := patch || jsonb_build_object('deleted_at', jsonb_build_array(OLD.deleted_at, NEW.deleted_at));
          END IF;
          IF NEW.external_key IS DISTINCT FROM OLD.external_key THEN
            patch := patch || jsonb_build_object('external_key', jsonb_build_array(OLD.external_key, NEW.external_key));
          END IF;
          IF NEW.display_name IS DISTINCT FROM OLD.display_name THEN
            patch := patch || jsonb_build_object('display_name', jsonb_build_array(OLD.display_name, NEW.display_name));
          END IF;
          END IF;
          IF (NEW.legal_name, NEW.trade_name, NEW.kind, NEW.tax_id)
            IS DISTINCT FROM (OLD.legal_name, OLD.trade_name, OLD.kind, OLD.tax_id) THEN 
          IF NEW.legal_name IS DISTINCT FROM OLD.legal_name THEN
            patch := patch || jsonb_build_object('legal_name', jsonb_build_array(OLD.legal_name, NEW.legal_name));
          END IF;
          IF NEW.trade_name IS DISTINCT FROM OLD.trade_name THEN
            patch := patch || jsonb_build_object('trade_name', jsonb_build_array(OLD.trade_name, NEW.trade_name));
          END IF;
          IF NEW.kind IS DISTINCT FROM OLD.kind THEN
            patch := patch || jsonb_build_object('kind', jsonb_build_array(OLD.kind, NEW.kind));
          END IF;
          IF NEW.tax_id IS DISTINCT FROM OLD.tax_id THEN
            patch := patch || jsonb_build_object('tax_id', jsonb_build_array(OLD.tax_id, NEW.tax_id));
          END IF;
          END IF;
          IF (NEW.document, NEW.document_type, NEW.website, NEW.image_url)
            IS DISTINCT FROM (OLD.document, OLD.document_type, OLD.website, OLD.image_url) THEN 
          IF NEW.document IS DISTINCT FROM OLD.document THEN
            patch := patch || jsonb_build_object('document', jsonb_build_array(OLD.document, NEW.document));
          END IF;
          IF NEW.document_type IS DISTINCT FROM OLD.document_type THEN
            patch := patch || jsonb_build_object('document_type', jsonb_build_array(OLD.document_type, NEW.document_type));
          END IF;
          IF NEW.website IS DISTINCT FROM OLD.website THEN
            patch := patch || jsonb_build_object('website', jsonb_build_array(OLD.website, NEW.website));
          END IF;
          IF NEW.image_url IS DISTINCT FROM OLD.image_url THEN
            patch := patch || jsonb_build_object('image_url', jsonb_build_array(OLD.image_url, NEW.image_url));
          END IF;
          END IF;
          IF (NEW.note, NEW.status, NEW.status_before, NEW.country_iso)
            IS DISTINCT FROM (OLD.note, OLD.status, OLD.status_before, OLD.country_iso) THEN 
          IF NEW.note IS DISTINCT FROM OLD.note THEN
            patch := patch || jsonb_build_object('note', jsonb_build_array(OLD.note, NEW.note));
          END IF;
          IF NEW.status IS DISTINCT FROM OLD.status THEN
            patch := patch || jsonb_build_object('status', jsonb_build_array(OLD.status, NEW.status));
          END IF;
          IF NEW.status_before IS DISTINCT FROM OLD.status_before THEN
            patch := patch || jsonb_build_object('status_before', jsonb_build_array(OLD.status_before, NEW.status_before));
          END IF;
          IF NEW.country_iso IS DISTINCT FROM OLD.country_iso THEN
            patch := patch || jsonb_build_object('country_iso', jsonb_build_array(OLD.country_iso, NEW.country_iso));
          END IF;
          END IF;
          END IF;
          IF (NEW.contact_origin, NEW.parent_id, NEW.token)
            IS DISTINCT FROM (OLD.contact_origin, OLD.parent_id, OLD.token) THEN 
          IF (NEW.contact_origin, NEW.parent_id, NEW.token)
            IS DISTINCT FROM (OLD.contact_origin, OLD.parent_id, OLD.token) THEN 
          IF NEW.contact_origin IS DISTINCT FROM OLD.contact_origin THEN
            patch := patch || jsonb_build_object('contact_origin', jsonb_build_array(OLD.contact_origin, NEW.contact_origin));
          END IF;
          IF NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
            patch := patch || jsonb_build_object('parent_id', jsonb_build_array(OLD.parent_id, NEW.parent_id));
          END IF;
          IF NEW.token IS DISTINCT FROM OLD.token THEN
            patch := patch || jsonb_build_object('token', jsonb_build_array(OLD.token, NEW.token));
          END IF;
          END IF;
          END IF;
        IF patch <> '{}' OR NEW.version <> OLD.version THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.id, NEW.version,
            'customer', NEW.id, 'changed', nullif(current_setting('app.origin', true), '')::pg_catalog.text[], patch);
        END IF;
        IF NEW.deleted_at IS NOT NULL THEN
          DELETE FROM public.customer_updates WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
        ELSIF NEW.updated_at <> OLD.updated_at OR OLD.deleted_at IS NOT NULL THEN
          UPDATE public.customer_updates SET updated_at = NEW.updated_at
            WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
          IF NOT FOUND THEN 
          INSERT INTO public.customer_updates VALUES (NEW.tenant_id, NEW.id, NEW.updated_at)
            ON CONFLICT (tenant_id, customer_id) DO UPDATE SET updated_at = excluded.updated_at;
          END IF;
        END IF;
      ELSIF TG_OP = 'INSERT' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.id, NEW.version,
            'customer', NEW.id, 'added', nullif(current_setting('app.origin', true), '')::pg_catalog.text[], jsonb_strip_nulls(jsonb_build_object('created_at', NEW.created_at, 'deleted_at', NEW.deleted_at, 'external_key', NEW.external_key, 'display_name', NEW.display_name, 'legal_name', NEW.legal_name, 'trade_name', NEW.trade_name, 'kind', NEW.kind, 'tax_id', NEW.tax_id, 'document', NEW.document, 'document_type', NEW.document_type, 'website', NEW.website, 'image_url', NEW.image_url, 'note', NEW.note, 'status', NEW.status, 'status_before', NEW.status_before, 'country_iso', NEW.country_iso, 'contact_origin', NEW.contact_origin, 'parent_id', NEW.parent_id, 'token', NEW.token, 'site_street', NEW.site_street, 'site_door_number', NEW.site_door_number, 'site_apartment', NEW.site_apartment, 'site_corner', NEW.site_corner, 'site_zip_code', NEW.site_zip_code, 'site_latitude', NEW.site_latitude, 'site_longitude', NEW.site_longitude, 'site_country_id', NEW.site_country_id, 'site_department_id', NEW.site_department_id, 'tags', NEW.tags, 'language_id', NEW.language_id, 'class_id', NEW.class_id, 'admin_id', NEW.admin_id, 'campaign_id', NEW.campaign_id, 'terms_id', NEW.terms_id, 'no_taxes', NEW.no_taxes, 'no_dunning', NEW.no_dunning, 'no_latefees', NEW.no_latefees, 'no_procfees', NEW.no_procfees, 'invoice_delivery', NEW.invoice_delivery, 'dunning_delivery', NEW.dunning_delivery, 'discount_group', NEW.discount_group, 'salesperson', NEW.salesperson, 'electronic_document_interchange', NEW.electronic_document_interchange, 'edi_identifier', NEW.edi_identifier, 'currency', NEW.currency, 'opening_balance', NEW.opening_balance::pg_catalog.text, 'opening_balance_at', NEW.opening_balance_at, 'opening_balance_rate', NEW.opening_balance_rate::pg_catalog.text, 'opening_balance_branch_id', NEW.opening_balance_branch_id, 'primary_email_id', NEW.primary_email_id) || jsonb_build_object('main_phone_id', NEW.main_phone_id, 'mobile_phone_id', NEW.mobile_phone_id, 'fax_phone_id', NEW.fax_phone_id, 'main_contact_id', NEW.main_contact_id, 'default_company_name_id', NEW.default_company_name_id, 'company_name_chosen', NEW.company_name_chosen, 'billing_line_1', NEW.billing_line_1, 'billing_line_2', NEW.billing_line_2, 'billing_line_3', NEW.billing_line_3, 'billing_city', NEW.billing_city, 'billing_state', NEW.billing_state, 'billing_postcode', NEW.billing_postcode, 'billing_country', NEW.billing_country, 'billing_email', NEW.billing_email, 'billing_phone', NEW.billing_phone, 'shipping_line_1', NEW.shipping_line_1, 'shipping_line_2', NEW.shipping_line_2, 'shipping_line_3', NEW.shipping_line_3, 'shipping_city', NEW.shipping_city, 'shipping_state', NEW.shipping_state, 'shipping_postcode', NEW.shipping_postcode, 'shipping_country', NEW.shipping_country, 'shipping_email', NEW.shipping_email, 'shipping_phone', NEW.shipping_phone, 'custom_1', NEW.custom_1, 'custom_2', NEW.custom_2, 'custom_3', NEW.custom_3, 'custom_4', NEW.custom_4, 'custom_5', NEW.custom_5, 'custom_6', NEW.custom_6, 'custom_7', NEW.custom_7, 'custom_8', NEW.custom_8, 'custom_9', NEW.custom_9, 'custom_10', NEW.custom_10, 'custom_11', NEW.custom_11, 'custom_12', NEW.custom_12, 'custom_13', NEW.custom_13, 'custom_14', NEW.custom_14, 'custom_15', NEW.custom_15, 'custom_16', NEW.custom_16, 'custom_17', NEW.custom_17, 'custom_18', NEW.custom_18, 'custom_19', NEW.custom_19, 'custom_20', NEW.custom_20)));
        IF NEW.deleted_at IS NULL THEN 
          INSERT INTO public.customer_updates VALUES (NEW.tenant_id, NEW.id, NEW.updated_at)
            ON CONFLICT (tenant_id, customer_id) DO UPDATE SET updated_at = excluded.updated_at;
        END IF;
      -- A tenant is removed with all that is kept of it.
      ELSIF current_setting('app.removed_tenant', true) IS DISTINCT FROM OLD.tenant_id::pg_catalog.text THEN
        
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (OLD.tenant_id, OLD.id, OLD.version,
            'customer', OLD.id, 'removed', nullif(current_setting('app.origin', true), '')::pg_catalog.text[], jsonb_strip_nulls(jsonb_build_object('created_at', OLD.created_at, 'deleted_at', OLD.deleted_at, 'external_key', OLD.external_key, 'display_name', OLD.display_name, 'legal_name', OLD.legal_name, 'trade_name', OLD.trade_name, 'kind', OLD.kind, 'tax_id', OLD.tax_id, 'document', OLD.document, 'document_type', OLD.document_type, 'website', OLD.website, 'image_url', OLD.image_url, 'note', OLD.note, 'status', OLD.status, 'status_before', OLD.status_before, 'country_iso', OLD.country_iso, 'contact_origin', OLD.contact_origin, 'parent_id', OLD.parent_id, 'token', OLD.token, 'site_street', OLD.site_street, 'site_door_number', OLD.site_door_number, 'site_apartment', OLD.site_apartment, 'site_corner', OLD.site_corner, 'site_zip_code', OLD.site_zip_code, 'site_latitude', OLD.site_latitude, 'site_longitude', OLD.site_longitude, 'site_country_id', OLD.site_country_id, 'site_department_id', OLD.site_department_id, 'tags', OLD.tags, 'language_id', OLD.language_id, 'class_id', OLD.class_id, 'admin_id', OLD.admin_id, 'campaign_id', OLD.campaign_id, 'terms_id', OLD.terms_id, 'no_taxes', OLD.no_taxes, 'no_dunning', OLD.no_dunning, 'no_latefees', OLD.no_latefees, 'no_procfees', OLD.no_procfees, 'invoice_delivery', OLD.invoice_delivery, 'dunning_delivery', OLD.dunning_delivery, 'discount_group', OLD.discount_group, 'salesperson', OLD.salesperson, 'electronic_document_interchange', OLD.electronic_document_interchange, 'edi_identifier', OLD.edi_identifier, 'currency', OLD.currency, 'opening_balance', OLD.opening_balance::pg_catalog.text, 'opening_balance_at', OLD.opening_balance_at, 'opening_balance_rate', OLD.opening_balance_rate::pg_catalog.text, 'opening_balance_branch_id', OLD.opening_balance_branch_id, 'primary_email_id', OLD.primary_email_id) || jsonb_build_object('main_phone_id', OLD.main_phone_id, 'mobile_phone_id', OLD.mobile_phone_id, 'fax_phone_id', OLD.fax_phone_id, 'main_contact_id', OLD.main_contact_id, 'default_company_name_id', OLD.default_company_name_id, 'company_name_chosen', OLD.company_name_chosen, 'billing_line_1', OLD.billing_line_1, 'billing_line_2', OLD.billing_line_2, 'billing_line_3', OLD.billing_line_3, 'billing_city', OLD.billing_city, 'billing_state', OLD.billing_state, 'billing_postcode', OLD.billing_postcode, 'billing_country', OLD.billing_country, 'billing_email', OLD.billing_email, 'billing_phone', OLD.billing_phone, 'shipping_line_1', OLD.shipping_line_1, 'shipping_line_2', OLD.shipping_line_2, 'shipping_line_3', OLD.shipping_line_3, 'shipping_city', OLD.shipping_city, 'shipping_state', OLD.shipping_state, 'shipping_postcode', OLD.shipping_postcode, 'shipping_country', OLD.shipping_country, 'shipping_email', OLD.shipping_email, 'shipping_phone', OLD.shipping_phone, 'custom_1', OLD.custom_1, 'custom_2', OLD.custom_2, 'custom_3', OLD.custom_3, 'custom_4', OLD.custom_4, 'custom_5', OLD.custom_5, 'custom_6', OLD.custom_6, 'custom_7', OLD.custom_7, 'custom_8', OLD.custom_8, 'custom_9', OLD.custom_9, 'custom_10', OLD.custom_10, 'custom_11', OLD.custom_11, 'custom_12', OLD.custom_12, 'custom_13', OLD.custom_13, 'custom_14', OLD.custom_14, 'custom_15', OLD.custom_15, 'custom_16', OLD.custom_16, 'custom_17', OLD.custom_17, 'custom_18', OLD.custom_18, 'custom_19', OLD.custom_19, 'custom_20', OLD.custom_20)));
      END IF;
      RETURN NULL;
    END $$;


--
-- Name: customers_key_is_free(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_key_is_free() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
          BEGIN
            IF EXISTS (SELECT FROM customers WHERE tenant_id = NEW.tenant_id AND trimmed_key(external_key) = trimmed_key(NEW.external_key)
                AND external_key <> trimmed_key(external_key) AND id <> NEW.id) THEN
              RAISE unique_violation USING MESSAGE = 'an older key is the same but for the blanks around it', CONSTRAINT = 'customers_external_key';
            END IF;
            RETURN NULL;
          END $$;


--
-- Name: customers_mentioning(text[], integer, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_mentioning(words text[], most integer, inactive boolean) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    AS $_$
        DECLARE
          tenant bigint := current_tenant();
          is_large boolean := has_many_customers();
          sample bigint[];
          texts text[];
          candidates bigint[];
          ids bigint[];
          ordered text[];
          word text;
          first_word text;
          folded_word text;
          in_text text;
          in_numbers text;
          in_dialled text;
          part_of_text text;
          part_of_numbers text;
          before_letter text;
          before_mark text;
          at_end text;
          text_pairs text[];
          number_pairs text[];
        BEGIN
          SELECT sampled.ids, sampled.texts INTO sample, texts FROM sampled_customers() sampled;
          ordered := ARRAY(
            SELECT one FROM (SELECT one, folded(one) AS text, nullif(letters_and_digits(one), '') AS number FROM unnest(words) one GROUP BY one OFFSET 0) each
            ORDER BY (SELECT count(*) FROM unnest(texts) other WHERE strpos(other, each.text) > 0 OR strpos(other, each.number) > 0),
              char_length(one) DESC, one);
          FOREACH word IN ARRAY ordered LOOP
            
            folded_word := folded(word);
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            part_of_text := coalesce('%' || rare_part(folded_word, texts) || '%', in_text);
            part_of_numbers := coalesce('%' || rare_part(letters_and_digits(word), texts) || '%', in_numbers);
            before_letter := folded_word || '[a-z0-9]';
            before_mark := folded_word || '[\x01-\x2f\x3a-\x60\x7b-\x7f]';
            at_end := '%' || folded_word;
            text_pairs := searched_pairs(folded_word);
            number_pairs := searched_pairs(letters_and_digits(word));
            -- A customer may have a word in several texts.
            
            IF folded_word !~ '[^ -~]' AND folded_word !~ '^[a-z0-9]{2}$' THEN
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((in_numbers IS NULL AND search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)) OR (search_numbers LIKE in_dialled))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text))) LIMIT 2 * most + 1) found;
            ELSIF folded_word !~ '[^ -~]' THEN
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR (octet_length(search_text) <> char_length(search_text) AND letter_pairs(search_text) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR (octet_length(search_text) <> char_length(search_text) AND letter_pairs(search_text) @> ARRAY[folded_word] AND search_text LIKE in_text)) LIMIT 2 * most + 1) found;
            ELSE
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text) <> char_length(search_text) AND ((letter_pairs(search_text) @> text_pairs AND search_text LIKE in_text)))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (octet_length(search_text) <> char_length(search_text) AND ((letter_pairs(search_text) @> text_pairs AND search_text LIKE in_text))) LIMIT 2 * most + 1) found;
            END IF;
            IF cardinality(ids) > 2 * most THEN
              SELECT array_agg(id) INTO candidates FROM customers
                WHERE tenant_id = tenant AND id = ANY(ids) AND deleted_at IS NULL AND (inactive IS NULL OR (status = 'I') = inactive);
              CONTINUE WHEN cardinality(candidates) > most;
              
            IF folded_word !~ '[^ -~]' AND folded_word !~ '^[a-z0-9]{2}$' THEN
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((in_numbers IS NULL AND search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)) OR (search_numbers LIKE in_dialled))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text))) LIMIT ALL) found;
            ELSIF folded_word !~ '[^ -~]' THEN
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR (octet_length(search_text) <> char_length(search_text) AND letter_pairs(search_text) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR (octet_length(search_text) <> char_length(search_text) AND letter_pairs(search_text) @> ARRAY[folded_word] AND search_text LIKE in_text)) LIMIT ALL) found;
            ELSE
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text) <> char_length(search_text) AND ((letter_pairs(search_text) @> text_pairs AND search_text LIKE in_text)))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (octet_length(search_text) <> char_length(search_text) AND ((letter_pairs(search_text) @> text_pairs AND search_text LIKE in_text))) LIMIT ALL) found;
            END IF;
            END IF;
            SELECT coalesce(array_agg(id), '{}') INTO candidates FROM customers
              WHERE tenant_id = tenant AND id = ANY(ids) AND deleted_at IS NULL AND (inactive IS NULL OR (status = 'I') = inactive);
            CONTINUE WHEN cardinality(candidates) > most;
            first_word := word;
            EXIT;
          END LOOP;
          IF first_word IS NULL THEN
            -- Each word is frequent. Customers with all of them may be few: then the sample has hardly any.
            IF cardinality(ordered) = 1 OR (
              SELECT count(*) FILTER (WHERE has_all) >= greatest(2, count(*) * 0.03125) FROM (
                SELECT NOT EXISTS (SELECT FROM unnest(ordered) one
                  WHERE NOT customer_mentions(id, containing(one), number_containing(one), dialled_containing(one))) AS has_all
                FROM customers WHERE tenant_id = tenant AND id = ANY(sample) AND (inactive IS NULL OR (status = 'I') = inactive)
              ) sampled
            ) THEN
              RETURN NEXT NULL;
              RETURN;
            END IF;
            candidates := NULL;
            FOREACH word IN ARRAY ordered LOOP
              
            folded_word := folded(word);
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            part_of_text := coalesce('%' || rare_part(folded_word, texts) || '%', in_text);
            part_of_numbers := coalesce('%' || rare_part(letters_and_digits(word), texts) || '%', in_numbers);
            before_letter := folded_word || '[a-z0-9]';
            before_mark := folded_word || '[\x01-\x2f\x3a-\x60\x7b-\x7f]';
            at_end := '%' || folded_word;
            text_pairs := searched_pairs(folded_word);
            number_pairs := searched_pairs(letters_and_digits(word));
              
            IF folded_word !~ '[^ -~]' AND folded_word !~ '^[a-z0-9]{2}$' THEN
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((in_numbers IS NULL AND search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)) OR (search_numbers LIKE in_dialled))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)) OR (search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND ((search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text))) LIMIT ALL) found;
            ELSIF folded_word !~ '[^ -~]' THEN
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR (octet_length(search_text) <> char_length(search_text) AND letter_pairs(search_text) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR search_numbers ~ before_letter OR search_numbers ~ before_mark OR search_numbers LIKE at_end OR (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND letter_pairs(search_text || E'\n' || search_numbers) @> ARRAY[folded_word] AND search_text LIKE in_text))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (search_text ~ before_letter OR search_text ~ before_mark OR search_text LIKE at_end OR (octet_length(search_text) <> char_length(search_text) AND letter_pairs(search_text) @> ARRAY[folded_word] AND search_text LIKE in_text)) LIMIT ALL) found;
            ELSE
              SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (SELECT id AS id FROM customers WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM emails WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text) <> char_length(search_text) AND ((letter_pairs(search_text) @> text_pairs AND search_text LIKE in_text)))
            UNION ALL SELECT customer_id AS id FROM phones WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND true AND (octet_length(search_text || E'\n' || search_numbers) <> char_length(search_text || E'\n' || search_numbers) AND ((letter_pairs(search_text || E'\n' || search_numbers) @> text_pairs AND search_text LIKE in_text) OR (letter_pairs(search_text || E'\n' || search_numbers) @> number_pairs AND search_numbers LIKE in_numbers)))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND (octet_length(search_text) <> char_length(search_text) AND ((letter_pairs(search_text) @> text_pairs AND search_text LIKE in_text))) LIMIT ALL) found;
            END IF;
              SELECT coalesce(array_agg(DISTINCT id), '{}') INTO candidates FROM unnest(ids) id
                WHERE candidates IS NULL OR id IN (SELECT unnest(candidates));
            END LOOP;
            SELECT coalesce(array_agg(id), '{}') INTO candidates FROM customers
              WHERE tenant_id = tenant AND id = ANY(candidates) AND deleted_at IS NULL AND (inactive IS NULL OR (status = 'I') = inactive);
            IF cardinality(candidates) > most THEN
              RETURN NEXT NULL;
            ELSE
              RETURN QUERY SELECT unnest(candidates);
            END IF;
            RETURN;
          END IF;
          FOREACH word IN ARRAY ordered LOOP
            EXIT WHEN cardinality(candidates) = 0;
            CONTINUE WHEN word = first_word;
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            SELECT coalesce(array_agg(DISTINCT found.id), '{}') INTO candidates FROM (SELECT id AS id FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL AND ((search_text LIKE in_text OR search_numbers LIKE in_numbers) AND id = ANY(candidates))
            UNION ALL SELECT customer_id AS id FROM emails WHERE tenant_id = tenant AND true AND ((search_text LIKE in_text) AND customer_id = ANY(candidates))
            UNION ALL SELECT customer_id AS id FROM phones WHERE tenant_id = tenant AND true AND ((search_text LIKE in_text OR search_numbers LIKE in_numbers OR search_numbers LIKE in_dialled) AND customer_id = ANY(candidates))
            UNION ALL SELECT customer_id AS id FROM company_names WHERE tenant_id = tenant AND true AND ((search_text LIKE in_text OR search_numbers LIKE in_numbers) AND customer_id = ANY(candidates))
            UNION ALL SELECT customer_id AS id FROM contact_persons WHERE tenant_id = tenant AND deleted_at IS NULL AND ((search_text LIKE in_text) AND customer_id = ANY(candidates))) found;
          END LOOP;
          RETURN QUERY SELECT unnest(candidates);
        END $_$;


--
-- Name: customers_named(text[], integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_named(words text[], most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    AS $$
        DECLARE
          tenant bigint := current_tenant();
          is_large boolean := has_many_customers();
          texts text[] := (SELECT sampled.texts FROM sampled_customers() sampled);
          parts text[];
          patterns text[];
          ids bigint[];
        BEGIN
          IF NOT EXISTS (SELECT FROM unnest(words) one WHERE folded(one) ~ '[a-z0-9]{3}' AND folded(one) !~ '[^ -~]') THEN
            RETURN QUERY SELECT customers_mentioning(words, most, false);
            RETURN;
          END IF;
          -- Other words are not looked up in the index: it does not have them, or too many rows have them.
          parts := ARRAY(SELECT '%' || part || '%' FROM (SELECT CASE WHEN texts IS NULL THEN substring(text FROM '[a-z0-9]{3,}') ELSE rare_part(text, texts) END AS part
            FROM unnest(words) one CROSS JOIN folded(one) text WHERE text !~ '[^ -~]') rare WHERE part IS NOT NULL ORDER BY char_length(part) DESC, part LIMIT 3);
          patterns := ARRAY(SELECT containing(one) FROM unnest(words) one);
          SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (
            SELECT id FROM customers
            WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND status <> 'I'
              AND (parts[1] IS NULL OR search_text LIKE parts[1])
              AND (parts[2] IS NULL OR search_text LIKE parts[2])
              AND (parts[3] IS NULL OR search_text LIKE parts[3])
              AND split_part(search_text, E'\n', 1) LIKE ALL (patterns)
            LIMIT most + 1
          ) found;
          IF cardinality(ids) > most THEN
            RETURN NEXT NULL;
          ELSE
            RETURN QUERY SELECT unnest(ids);
          END IF;
        END $$;


--
-- Name: customers_spelled(text[], integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.customers_spelled(patterns text[], most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET jit TO 'off'
    AS $$
        DECLARE
          tenant bigint := current_tenant();
          is_large boolean := has_many_customers();
          pattern text;
          in_text text;
          at_start text;
          in_name text;
        BEGIN
          FOREACH pattern IN ARRAY patterns LOOP
            pattern := folded(pattern);
            -- An index finds three letters in a row anywhere, and two at the beginning of a word.
            in_text := CASE WHEN pattern ~ '[^_]{3}' THEN '%' ELSE '% ' END || pattern || '%';
            at_start := pattern || '%';
            in_name := '% ' || pattern || '%';
            RETURN QUERY SELECT id FROM customers
              WHERE (is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant AND deleted_at IS NULL AND status <> 'I' AND (search_text LIKE in_text OR search_text LIKE at_start)
                AND ' ' || name_key LIKE in_name
              LIMIT most;
          END LOOP;
        END $$;


--
-- Name: dialled_containing(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.dialled_containing(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$ SELECT '%' || substring(public.letters_and_digits(value) FROM '^0+([1-9][0-9]{5,})$') || '%' $_$;


--
-- Name: due_webhooks(timestamp with time zone, integer, bigint[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.due_webhooks(at timestamp with time zone, most integer, without bigint[], without_tenants bigint[]) RETURNS TABLE(of_tenant bigint, of_webhook bigint)
    LANGUAGE plpgsql
    AS $$
        DECLARE
          present integer := (SELECT max(feed_eras.id) FROM public.feed_eras);
          one record;
          found integer := 0;
        BEGIN
          FOR one IN SELECT * FROM public.listening_webhooks(at, without, without_tenants) LOOP
            EXIT WHEN found >= most;
            PERFORM public.set_locally('app.tenant', one.tenant_id::text);
            IF one.era < present OR EXISTS (
                SELECT FROM public.changes c WHERE c.tenant_id = one.tenant_id
                  AND (c.written_by, c.seq) > (one.written_by, one.seq)
                  AND c.written_by < (SELECT public.oldest_open_transaction()) AND c.era = present)
              OR EXISTS (
                SELECT FROM public.webhook_events e WHERE e.tenant_id = one.tenant_id AND e.webhook_id = one.id
                  AND e.left_out_at IS NULL AND (e.until IS NULL OR e.until <= at)
                  AND NOT EXISTS (SELECT FROM public.webhook_events later WHERE later.tenant_id = one.tenant_id
                    AND later.webhook_id = one.id AND later.customer_id = e.customer_id
                    AND later.left_out_at IS NULL AND later.until > at)) THEN
              found := found + 1;
              of_tenant := one.tenant_id;
              of_webhook := one.id;
              RETURN NEXT;
            END IF;
          END LOOP;
        END $$;


--
-- Name: emails_keep_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.emails_keep_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE patch jsonb := '{}';
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        
        IF (NEW.email, NEW.is_for_invoicing, NEW.name, NEW.role, NEW.notes, NEW.is_locked, NEW.flat_only, NEW.created_at)
          IS DISTINCT FROM (OLD.email, OLD.is_for_invoicing, OLD.name, OLD.role, OLD.notes, OLD.is_locked, OLD.flat_only, OLD.created_at) THEN 
          IF NEW.email IS DISTINCT FROM OLD.email THEN
            patch := patch || jsonb_build_object('email', jsonb_build_array(OLD.email, NEW.email));
          END IF;
          IF NEW.is_for_invoicing IS DISTINCT FROM OLD.is_for_invoicing THEN
            patch := patch || jsonb_build_object('is_for_invoicing', jsonb_build_array(OLD.is_for_invoicing, NEW.is_for_invoicing));
          END IF;
          IF NEW.name IS DISTINCT FROM OLD.name THEN
            patch := patch || jsonb_build_object('name', jsonb_build_array(OLD.name, NEW.name));
          END IF;
          IF NEW.role IS DISTINCT FROM OLD.role THEN
            patch := patch || jsonb_build_object('role', jsonb_build_array(OLD.role, NEW.role));
          END IF;
          IF NEW.notes IS DISTINCT FROM OLD.notes THEN
            patch := patch || jsonb_build_object('notes', jsonb_build_array(OLD.notes, NEW.notes));
          END IF;
          IF NEW.is_locked IS DISTINCT FROM OLD.is_locked THEN
            patch := patch || jsonb_build_object('is_locked', jsonb_build_array(OLD.is_locked, NEW.is_locked));
          END IF;
          IF NEW.flat_only IS DISTINCT FROM OLD.flat_only THEN
            patch := patch || jsonb_build_object('flat_only', jsonb_build_array(OLD.flat_only, NEW.flat_only));
          END IF;
          IF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
            patch := patch || jsonb_build_object('created_at', jsonb_build_array(OLD.created_at, NEW.created_at));
          END IF;
        END IF;
        IF patch <> '{}' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'email', NEW.id, 'changed', nullif(current_setting('app.origin', true), '')::text[], patch);
        END IF;
      ELSIF TG_OP = 'INSERT' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'email', NEW.id, 'added', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('email', NEW.email, 'is_for_invoicing', NEW.is_for_invoicing, 'name', NEW.name, 'role', NEW.role, 'notes', NEW.notes, 'is_locked', NEW.is_locked, 'flat_only', NEW.flat_only, 'created_at', NEW.created_at)));
      -- A tenant is removed with all that is kept of it.
      ELSIF current_setting('app.removed_tenant', true) IS DISTINCT FROM OLD.tenant_id::text THEN
        
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (OLD.tenant_id, OLD.customer_id, NULL,
            'email', OLD.id, 'removed', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('email', OLD.email, 'is_for_invoicing', OLD.is_for_invoicing, 'name', OLD.name, 'role', OLD.role, 'notes', OLD.notes, 'is_locked', OLD.is_locked, 'flat_only', OLD.flat_only, 'created_at', OLD.created_at)));
      END IF;
      RETURN NULL;
    END $$;


--
-- Name: emails_leave_persons(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.emails_leave_persons() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
          BEGIN
            UPDATE public.contact_persons SET email_id = NULL
              WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id AND email_id = OLD.id;
            RETURN OLD;
          END $$;


--
-- Name: emails_next_twin(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.emails_next_twin() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
      UPDATE public.emails SET is_twin = false WHERE tenant_id = OLD.tenant_id AND id = (
        SELECT min(id) FROM public.emails WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id
          AND email_normal = OLD.email_normal AND is_twin);
      RETURN NULL;
    END $$;


--
-- Name: erase_changes(bigint, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.erase_changes(customer bigint, personal jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          DELETE FROM changes WHERE tenant_id = tenant AND customer_id = customer
            AND era = (SELECT max(id) FROM feed_eras) AND written_by = pg_current_xact_id();
          UPDATE changes SET
            origin = CASE WHEN origin[5] IS NULL THEN origin ELSE origin[1:4] || NULL::text END,
            patch = (SELECT coalesce(jsonb_object_agg(key, CASE WHEN personal -> record ? key
                THEN erased_value(value, kind = 'changed') ELSE value END), '{}') FROM jsonb_each(patch))
            WHERE tenant_id = tenant AND customer_id = customer AND kind <> 'erased';
          PERFORM set_config('app.erased_customer', customer::text, true);
          UPDATE ledger_entries SET reference = NULL
            WHERE tenant_id = tenant AND customer_id = customer AND reference IS NOT NULL;
          INSERT INTO changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
            SELECT tenant_id, id, version, 'customer', id, 'erased',
              nullif(current_setting('app.origin', true), '')::text[], '{}' FROM customers
            WHERE tenant_id = tenant AND id = customer;
        END $$;


--
-- Name: erased_value(jsonb, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.erased_value(value jsonb, is_change boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
        SELECT CASE WHEN is_change
          THEN (SELECT jsonb_agg(nullif(one <> 'null', false) ORDER BY place)
            FROM jsonb_array_elements(value) WITH ORDINALITY AS pair (one, place))
          ELSE 'true' END $$;


--
-- Name: feed_server(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_server() RETURNS text
    LANGUAGE sql STABLE
    AS $$
        SELECT format('%s %s %s', (SELECT system_identifier FROM pg_control_system()),
          left(pg_walfile_name(pg_current_wal_lsn()), 8),
          (SELECT oid FROM pg_database WHERE datname = current_database())) $$;


--
-- Name: folded(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.folded(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$BEGIN RETURN CASE WHEN octet_length(value) = char_length(value) THEN lower(value COLLATE "C") COLLATE "und-x-icu" ELSE
          replace(lower(upper(
            public.unaccent('public.unaccent'::regdictionary,
              normalize(regexp_replace(normalize(value, NFKD) COLLATE "C", U&'[\0300-\036F\0591-\05BD\05BF\05C1\05C2\05C4\05C5\05C7\064B-\065F\0670\00AD\061C\180E\200B-\200F\202A-\202E\2060-\2064\2066-\206F\FE00-\FE0F\FEFF]+', '', 'g'), NFKC))
            COLLATE "und-x-icu") COLLATE "und-x-icu"), 'ς', 'σ')
        END ; END$$;


--
-- Name: forget_update(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.forget_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        BEGIN
          DELETE FROM customer_updates WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.id;
          RETURN NULL;
        END $$;


--
-- Name: give_wire_ids(bigint, text[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.give_wire_ids(tenant bigint, kinds text[], records bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended('wire_ids', tenant));
          INSERT INTO public.wire_ids (tenant_id, contract, kind, wire_id, record_id, is_current)
            SELECT counter.tenant_id, counter.contract, counter.kind,
              counter.prefix || CASE WHEN length(number) < counter.width THEN lpad(number, counter.width, '0') ELSE number END,
              record.id, true
            FROM public.wire_counters counter
              CROSS JOIN LATERAL unnest(records) WITH ORDINALITY AS record (id, place)
              CROSS JOIN LATERAL (SELECT (counter.next + record.place - 1)::text AS number) one
            WHERE counter.tenant_id = tenant AND counter.kind = ANY (kinds) AND counter.is_own
              AND NOT EXISTS (SELECT FROM public.wire_ids own
                WHERE own.tenant_id = tenant AND own.contract = counter.contract AND own.kind = counter.kind
                  AND own.record_id = record.id AND own.is_current);
          UPDATE public.wire_counters counter SET next = counter.next + cardinality(records)
            WHERE counter.tenant_id = tenant AND counter.kind = ANY (kinds) AND counter.is_own;
        END $$;


--
-- Name: has_many_customers(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.has_many_customers() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE
          tenant bigint := current_tenant();
          living bigint := (SELECT sum(counts.living) FROM customer_counts counts WHERE tenant_id = tenant);
        BEGIN
          RETURN (SELECT reltuples > 0 AND coalesce(living, 0) > reltuples * 0.05 FROM pg_class WHERE oid = 'customers'::regclass);
        END $$;


--
-- Name: key_standing(bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.key_standing(of_tenant bigint, of_key bigint, OUT stands boolean, OUT granted text[], OUT ends_at timestamp with time zone, OUT ended_at timestamp with time zone, OUT links integer) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        WITH RECURSIVE chain AS (
          SELECT maker_key_id, maker_user_id, permissions, expires_at, revoked_at, 1 AS link FROM api_keys
            WHERE tenant_id = of_tenant AND id = of_key
          UNION ALL
          SELECT maker.maker_key_id, maker.maker_user_id, maker.permissions, maker.expires_at, maker.revoked_at,
            link + 1
            FROM chain JOIN api_keys AS maker ON maker.tenant_id = of_tenant AND maker.id = chain.maker_key_id
        ), makers AS (
          SELECT users.deleted_at, coalesce(memberships.permissions, '{}') AS permissions,
            memberships.user_id IS NOT NULL AND users.deleted_at IS NULL AND users.suspended_at IS NULL AS stands
            FROM chain JOIN users ON users.id = chain.maker_user_id
            LEFT JOIN memberships ON memberships.tenant_id = of_tenant AND memberships.user_id = users.id
        )
        SELECT
          coalesce(bool_and(revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())), false)
            AND NOT EXISTS (SELECT FROM makers WHERE NOT makers.stands),
          ARRAY (
            SELECT word FROM chain AS itself, unnest(itself.permissions) WITH ORDINALITY AS own (word, place)
              WHERE itself.link = 1
                AND NOT EXISTS (SELECT FROM chain AS maker WHERE word <> ALL (maker.permissions))
                AND NOT EXISTS (SELECT FROM makers WHERE word <> ALL (makers.permissions))
              ORDER BY place),
          min(expires_at),
          least(min(revoked_at), (SELECT min(deleted_at) FROM makers)),
          max(link)
        FROM chain $$;


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
    accounting_case text,
    maker_user_id bigint,
    maker_key_id bigint,
    last_used_at timestamp with time zone,
    private_key bytea,
    replaced_by bigint,
    CONSTRAINT api_keys_accounting_case_check CHECK ((accounting_case = ANY (ARRAY['camel'::text, 'snake'::text]))),
    CONSTRAINT api_keys_check CHECK (((public_key IS NOT NULL) = (contract = 'billing'::text))),
    CONSTRAINT api_keys_check1 CHECK (((private_key IS NULL) OR (contract = 'billing'::text))),
    CONSTRAINT api_keys_contract_check CHECK ((contract = ANY (ARRAY['billing'::text, 'clients'::text, 'erp'::text, 'accounting'::text, 'clientela'::text]))),
    CONSTRAINT api_keys_maker_is_older CHECK ((maker_key_id < id))
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
-- Name: ledger_entries_keep_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_entries_keep_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE patch jsonb := '{}';
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        
        IF (NEW.payer_id, NEW.kind, NEW.amount, NEW.currency, NEW.occurred_at, NEW.reference, NEW.created_at)
          IS DISTINCT FROM (OLD.payer_id, OLD.kind, OLD.amount, OLD.currency, OLD.occurred_at, OLD.reference, OLD.created_at) THEN 
          IF NEW.payer_id IS DISTINCT FROM OLD.payer_id THEN
            patch := patch || jsonb_build_object('payer_id', jsonb_build_array(OLD.payer_id, NEW.payer_id));
          END IF;
          IF NEW.kind IS DISTINCT FROM OLD.kind THEN
            patch := patch || jsonb_build_object('kind', jsonb_build_array(OLD.kind, NEW.kind));
          END IF;
          IF NEW.amount IS DISTINCT FROM OLD.amount THEN
            patch := patch || jsonb_build_object('amount', jsonb_build_array(OLD.amount::text, NEW.amount::text));
          END IF;
          IF NEW.currency IS DISTINCT FROM OLD.currency THEN
            patch := patch || jsonb_build_object('currency', jsonb_build_array(OLD.currency, NEW.currency));
          END IF;
          IF NEW.occurred_at IS DISTINCT FROM OLD.occurred_at THEN
            patch := patch || jsonb_build_object('occurred_at', jsonb_build_array(OLD.occurred_at, NEW.occurred_at));
          END IF;
          IF NEW.reference IS DISTINCT FROM OLD.reference THEN
            patch := patch || jsonb_build_object('reference', jsonb_build_array(OLD.reference, NEW.reference));
          END IF;
          IF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
            patch := patch || jsonb_build_object('created_at', jsonb_build_array(OLD.created_at, NEW.created_at));
          END IF;
        END IF;
        IF patch <> '{}' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'ledger_entry', NEW.id, 'changed', nullif(current_setting('app.origin', true), '')::text[], patch);
        END IF;
      ELSIF TG_OP = 'INSERT' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'ledger_entry', NEW.id, 'added', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('payer_id', NEW.payer_id, 'kind', NEW.kind, 'amount', NEW.amount::text, 'currency', NEW.currency, 'occurred_at', NEW.occurred_at, 'reference', NEW.reference, 'created_at', NEW.created_at)));
      -- A tenant is removed with all that is kept of it.
      ELSIF current_setting('app.removed_tenant', true) IS DISTINCT FROM OLD.tenant_id::text THEN
        
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (OLD.tenant_id, OLD.customer_id, NULL,
            'ledger_entry', OLD.id, 'removed', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('payer_id', OLD.payer_id, 'kind', OLD.kind, 'amount', OLD.amount::text, 'currency', OLD.currency, 'occurred_at', OLD.occurred_at, 'reference', OLD.reference, 'created_at', OLD.created_at)));
      END IF;
      RETURN NULL;
    END $$;


--
-- Name: ledger_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND (current_setting('app.removed_tenant', true) = OLD.tenant_id::text OR OLD.customer_id =
          ANY (nullif(current_setting('app.removed_customers', true), '')::bigint[])) THEN
        RETURN OLD;
      END IF;
      IF TG_OP = 'UPDATE' AND current_setting('app.erased_customer', true) = OLD.customer_id::text
        AND NEW.reference IS NULL AND to_jsonb(NEW) - 'reference' = to_jsonb(OLD) - 'reference' THEN
        RETURN NEW;
      END IF;
      IF TG_OP = 'UPDATE' AND (current_setting('app.moved_entries', true) = OLD.tenant_id::text
        AND to_jsonb(NEW) - 'customer_id' - 'payer_id' = to_jsonb(OLD) - 'customer_id' - 'payer_id') THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'ledger entries are added, never changed';
    END $$;


--
-- Name: letter_pairs(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.letter_pairs(value text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
        SELECT array_agg(DISTINCT part COLLATE "C") FROM (
          SELECT unnest(letters) AS part FROM (SELECT string_to_array(word, NULL) AS letters
            FROM regexp_split_to_table(value, '\s+') word WHERE octet_length(word) <> char_length(word)) words
          UNION ALL
          SELECT one || next FROM (SELECT string_to_array(word, NULL) AS letters
            FROM regexp_split_to_table(value, '\s+') word WHERE octet_length(word) <> char_length(word)) words,
            unnest(letters[:cardinality(letters) - 1], letters[2:]) AS pairs (one, next)
        ) parts $$;


--
-- Name: letters_and_digits(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.letters_and_digits(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$BEGIN RETURN regexp_replace(public.folded(public.ascii_digits(value)) COLLATE "und-x-icu", '[^[:alnum:]]+', '', 'g') ; END$$;


--
-- Name: listening_webhooks(timestamp with time zone, bigint[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.listening_webhooks(at timestamp with time zone, without bigint[], without_tenants bigint[]) RETURNS TABLE(tenant_id bigint, id bigint, era integer, written_by xid8, seq bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        SELECT w.tenant_id, w.id, w.era, w.written_by, w.seq FROM webhooks w JOIN tenants ON tenants.id = w.tenant_id
        WHERE w.state = 'active' AND (w.paused_until IS NULL OR w.paused_until <= at)
          AND w.id <> ALL (without) AND w.tenant_id <> ALL (without_tenants) AND tenants.suspended_at IS NULL
        ORDER BY w.served_at $$;


--
-- Name: lookup_key(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.lookup_key(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$BEGIN RETURN nullif(left(btrim(public.folded(translate(value, E'\r\n', '  ')), U&'\0009\000A\000B\000C\000D\0020\0085\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000\200B\2060\FEFF\00AD\061C\200E\200F'), 200), '') ; END$$;


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
-- Name: move_ledger_entries(bigint[], bigint[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.move_ledger_entries(entries bigint[], customers bigint[], payers bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE tenant bigint := current_tenant();
        DECLARE moved record;
        BEGIN
          PERFORM set_config('app.moved_entries', tenant::text, true);
          FOR moved IN
            SELECT old.*, named.customer AS to_customer, named.payer AS to_payer
              FROM unnest(entries, customers, payers) AS named (id, customer, payer)
              JOIN ledger_entries old ON old.tenant_id = tenant AND old.id = named.id
              WHERE (old.customer_id, old.payer_id) IS DISTINCT FROM (named.customer, named.payer) ORDER BY old.id
          LOOP
            UPDATE ledger_entries SET customer_id = moved.to_customer, payer_id = moved.to_payer
              WHERE tenant_id = tenant AND id = moved.id;
            IF moved.to_customer = moved.customer_id THEN
              INSERT INTO changes (tenant_id, customer_id, record, record_id, kind, origin, patch)
                VALUES (tenant, moved.customer_id, 'ledger_entry', moved.id, 'changed',
                  nullif(current_setting('app.origin', true), '')::text[],
                  jsonb_build_object('payer_id', jsonb_build_array(moved.payer_id, moved.to_payer)));
            ELSE
              INSERT INTO changes (tenant_id, customer_id, record, record_id, kind, origin, patch)
                SELECT tenant, one.customer, 'ledger_entry', moved.id, one.kind,
                  nullif(current_setting('app.origin', true), '')::text[],
                  jsonb_strip_nulls(jsonb_build_object('payer_id', moved.payer_id, 'kind', moved.kind, 'amount', moved.amount::text, 'currency', moved.currency, 'occurred_at', moved.occurred_at, 'reference', moved.reference, 'created_at', moved.created_at)
                    || jsonb_build_object('payer_id', one.payer))
                FROM (VALUES (moved.customer_id, 'removed', moved.payer_id),
                  (moved.to_customer, 'added', moved.to_payer)) AS one (customer, kind, payer);
            END IF;
          END LOOP;
          PERFORM set_config('app.moved_entries', '', true);
        END $$;


--
-- Name: normal_tax_id(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.normal_tax_id(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$BEGIN RETURN coalesce(
          nullif(upper(regexp_replace(public.ascii_digits(value) COLLATE "und-x-icu", '[^[:alnum:]]+', '', 'g')), ''),
          nullif(public.trimmed(value), '')) ; END$$;


--
-- Name: note_late_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.note_late_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
          INSERT INTO public.late_changes (tenant_id, customer_id, written_by, until, seq)
            VALUES (NEW.tenant_id, NEW.id, pg_current_xact_id(), pg_snapshot_xmax(pg_current_snapshot()),
              nextval('public.changes_seq'))
            ON CONFLICT DO NOTHING;
          RETURN NULL;
        END $$;


--
-- Name: number_containing(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.number_containing(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$ SELECT '%' || substring(public.letters_and_digits(value) FROM '^(?:.*[0-9].*|.{3,})$') || '%' $_$;


--
-- Name: oldest_open_transaction(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.oldest_open_transaction() RETURNS xid8
    LANGUAGE sql STABLE
    AS $$
        SELECT coalesce(
          (SELECT open FROM pg_snapshot_xip(pg_current_snapshot()) open
            WHERE NOT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
              WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND transactionid = open::xid
                AND datname <> current_database())
            ORDER BY open LIMIT 1),
          pg_snapshot_xmax(pg_current_snapshot())) $$;


--
-- Name: phones_keep_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.phones_keep_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE patch jsonb := '{}';
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        
        IF (NEW.phone, NEW.extension, NEW.is_whatsapp, NEW.name, NEW.role, NEW.notes, NEW.is_locked, NEW.flat_only, NEW.created_at)
          IS DISTINCT FROM (OLD.phone, OLD.extension, OLD.is_whatsapp, OLD.name, OLD.role, OLD.notes, OLD.is_locked, OLD.flat_only, OLD.created_at) THEN 
          IF NEW.phone IS DISTINCT FROM OLD.phone THEN
            patch := patch || jsonb_build_object('phone', jsonb_build_array(OLD.phone, NEW.phone));
          END IF;
          IF NEW.extension IS DISTINCT FROM OLD.extension THEN
            patch := patch || jsonb_build_object('extension', jsonb_build_array(OLD.extension, NEW.extension));
          END IF;
          IF NEW.is_whatsapp IS DISTINCT FROM OLD.is_whatsapp THEN
            patch := patch || jsonb_build_object('is_whatsapp', jsonb_build_array(OLD.is_whatsapp, NEW.is_whatsapp));
          END IF;
          IF NEW.name IS DISTINCT FROM OLD.name THEN
            patch := patch || jsonb_build_object('name', jsonb_build_array(OLD.name, NEW.name));
          END IF;
          IF NEW.role IS DISTINCT FROM OLD.role THEN
            patch := patch || jsonb_build_object('role', jsonb_build_array(OLD.role, NEW.role));
          END IF;
          IF NEW.notes IS DISTINCT FROM OLD.notes THEN
            patch := patch || jsonb_build_object('notes', jsonb_build_array(OLD.notes, NEW.notes));
          END IF;
          IF NEW.is_locked IS DISTINCT FROM OLD.is_locked THEN
            patch := patch || jsonb_build_object('is_locked', jsonb_build_array(OLD.is_locked, NEW.is_locked));
          END IF;
          IF NEW.flat_only IS DISTINCT FROM OLD.flat_only THEN
            patch := patch || jsonb_build_object('flat_only', jsonb_build_array(OLD.flat_only, NEW.flat_only));
          END IF;
          IF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
            patch := patch || jsonb_build_object('created_at', jsonb_build_array(OLD.created_at, NEW.created_at));
          END IF;
        END IF;
        IF patch <> '{}' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'phone', NEW.id, 'changed', nullif(current_setting('app.origin', true), '')::text[], patch);
        END IF;
      ELSIF TG_OP = 'INSERT' THEN 
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (NEW.tenant_id, NEW.customer_id, NULL,
            'phone', NEW.id, 'added', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('phone', NEW.phone, 'extension', NEW.extension, 'is_whatsapp', NEW.is_whatsapp, 'name', NEW.name, 'role', NEW.role, 'notes', NEW.notes, 'is_locked', NEW.is_locked, 'flat_only', NEW.flat_only, 'created_at', NEW.created_at)));
      -- A tenant is removed with all that is kept of it.
      ELSIF current_setting('app.removed_tenant', true) IS DISTINCT FROM OLD.tenant_id::text THEN
        
        INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
          VALUES (OLD.tenant_id, OLD.customer_id, NULL,
            'phone', OLD.id, 'removed', nullif(current_setting('app.origin', true), '')::text[], jsonb_strip_nulls(jsonb_build_object('phone', OLD.phone, 'extension', OLD.extension, 'is_whatsapp', OLD.is_whatsapp, 'name', OLD.name, 'role', OLD.role, 'notes', OLD.notes, 'is_locked', OLD.is_locked, 'flat_only', OLD.flat_only, 'created_at', OLD.created_at)));
      END IF;
      RETURN NULL;
    END $$;


--
-- Name: phones_leave_persons(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.phones_leave_persons() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
          BEGIN
            UPDATE public.contact_persons SET phone_id = NULL
              WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id AND phone_id = OLD.id;
            RETURN OLD;
          END $$;


--
-- Name: phones_next_twin(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.phones_next_twin() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
      UPDATE public.phones SET is_twin = false WHERE tenant_id = OLD.tenant_id AND id = (
        SELECT min(id) FROM public.phones WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id
          AND phone_normal = OLD.phone_normal AND is_twin);
      RETURN NULL;
    END $$;


--
-- Name: rare_part(text, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.rare_part(word text, texts text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $_$
        DECLARE
          rarest text := '';
          part text := '';
          trigram text;
        BEGIN
          FOR at IN 1..least(char_length(word), 40) - 2 LOOP
            trigram := substr(word, at, 3);
            IF trigram ~ '^[a-z0-9]{3}$' AND (
              SELECT count(*) <= cardinality(texts) * 0.125 FROM unnest(texts) one WHERE strpos(one, trigram) > 0
            ) THEN
              part := CASE part WHEN '' THEN trigram ELSE part || right(trigram, 1) END;
            ELSE
              part := '';
            END IF;
            IF char_length(part) > char_length(rarest) THEN
              rarest := part;
            END IF;
          END LOOP;
          RETURN nullif(rarest, '');
        END $_$;


--
-- Name: remove_imported(bigint, bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.remove_imported(import bigint, these bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DECLARE
      tenant bigint := current_tenant();
      going bigint[];
      stay bigint[];
    BEGIN
      SELECT coalesce(array_agg(id), '{}') INTO going FROM (
        SELECT c.id FROM import_rows r JOIN customers c ON c.tenant_id = tenant AND c.id = r.customer_id
        WHERE r.tenant_id = tenant AND r.import_id = import AND r.row = ANY (these) AND r.outcome = 'create'
          AND r.is_done AND c.version = r.version
        ORDER BY c.id FOR UPDATE OF c) unchanged;
      -- A customer stays if one that stays points at it.
      LOOP
        SELECT array_agg(one.customer) INTO stay FROM unnest(going) AS one (customer)
          WHERE EXISTS (SELECT FROM customers child
              WHERE child.tenant_id = tenant AND child.parent_id = one.customer AND child.id <> ALL (going))
            OR EXISTS (SELECT FROM ledger_entries e
              WHERE e.tenant_id = tenant AND e.payer_id = one.customer AND e.customer_id <> ALL (going))
            OR EXISTS (SELECT FROM import_links link
              WHERE link.tenant_id = tenant AND link.customer_id = one.customer AND link.import_id <> import);
        EXIT WHEN stay IS NULL;
        going := ARRAY(SELECT unnest(going) EXCEPT SELECT unnest(stay));
      END LOOP;
      PERFORM set_config('app.removed_customers', going::text, true);
      DELETE FROM wire_ids WHERE tenant_id = tenant AND record_id = ANY (going)
        AND kind IN ('customer', 'code', 'billing_address', 'shipping_address');
      DELETE FROM wire_ids WHERE tenant_id = tenant AND kind = 'email' AND record_id IN (
        SELECT id FROM emails WHERE tenant_id = tenant AND customer_id = ANY (going));
      DELETE FROM wire_ids WHERE tenant_id = tenant AND kind = 'phone' AND record_id IN (
        SELECT id FROM phones WHERE tenant_id = tenant AND customer_id = ANY (going));
      DELETE FROM wire_ids WHERE tenant_id = tenant AND kind = 'company_name' AND record_id IN (
        SELECT id FROM company_names WHERE tenant_id = tenant AND customer_id = ANY (going));
      DELETE FROM wire_ids WHERE tenant_id = tenant AND kind = 'contact_person' AND record_id IN (
        SELECT id FROM contact_persons WHERE tenant_id = tenant AND customer_id = ANY (going));
      DELETE FROM wire_ids WHERE tenant_id = tenant AND kind = 'ledger_entry' AND record_id IN (
        SELECT id FROM ledger_entries WHERE tenant_id = tenant AND customer_id = ANY (going));
      DELETE FROM import_links WHERE tenant_id = tenant AND customer_id = ANY (going);
      DELETE FROM ledger_entries WHERE tenant_id = tenant AND customer_id = ANY (going);
      DELETE FROM contact_persons WHERE tenant_id = tenant AND customer_id = ANY (going);
      DELETE FROM emails WHERE tenant_id = tenant AND customer_id = ANY (going);
      DELETE FROM phones WHERE tenant_id = tenant AND customer_id = ANY (going);
      DELETE FROM company_names WHERE tenant_id = tenant AND customer_id = ANY (going);
      -- Children and parents go together.
      DELETE FROM customers WHERE tenant_id = tenant AND id = ANY (going);
      UPDATE import_rows SET is_done = false
        WHERE tenant_id = tenant AND import_id = import AND row = ANY (these) AND customer_id = ANY (going);
      PERFORM set_config('app.removed_customers', '', true);
      RETURN going;
    END $$;


--
-- Name: renew_feed_era(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.renew_feed_era() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET lock_timeout TO '5s'
    AS $$
        DECLARE last record;
        BEGIN
          SELECT id, server INTO last FROM feed_eras ORDER BY id DESC LIMIT 1;
          IF last.server = feed_server() THEN RETURN; END IF;
          -- Waits for writers, so that no change of the old era is committed after the new one has begun.
          LOCK TABLE changes IN ACCESS EXCLUSIVE MODE;
          SELECT id, server INTO last FROM feed_eras ORDER BY id DESC LIMIT 1;
          IF last.server = feed_server() THEN RETURN; END IF;
          INSERT INTO feed_eras (id, server) VALUES (coalesce(last.id, 0) + 1, feed_server());
          EXECUTE format('ALTER TABLE changes ALTER COLUMN era SET DEFAULT %s', coalesce(last.id, 0) + 1);
        END $$;


--
-- Name: sampled_customers(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sampled_customers(OUT ids bigint[], OUT texts text[]) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'auto'
    AS $$
        DECLARE
          tenant bigint := current_tenant();
          living bigint := (SELECT sum(counts.living) FROM customer_counts counts WHERE tenant_id = tenant);
        BEGIN
          IF living >= 1000 THEN
            SELECT array_agg(sample.id), array_agg(all_of.texts) INTO ids, texts FROM (
              SELECT DISTINCT near.id FROM unnest(ARRAY['ac', 'au', 'cc', 'cu', 'ec', 'eu', 'gc', 'gu', 'ic', 'iu', 'kc', 'ku', 'mc', 'mu', 'oc', 'ou', 'qc', 'qu', 'sc', 'su', 'uc', 'uu', 'wc', 'wu', 'yc', 'yu', '0c', '0u', '2c', '2u', '4c', '4u', '6c', '6u']) place
              CROSS JOIN LATERAL (SELECT id FROM customers
                WHERE tenant_id = tenant AND deleted_at IS NULL AND token >= place ORDER BY token LIMIT 1) near
            ) sample
            CROSS JOIN LATERAL (SELECT string_agg(text, E'\n') AS texts FROM (
              SELECT search_text || E'\n' || search_numbers AS text FROM customers WHERE tenant_id = tenant AND id = sample.id AND deleted_at IS NULL
              UNION ALL SELECT search_text AS text FROM emails WHERE tenant_id = tenant AND customer_id = sample.id AND true
              UNION ALL SELECT search_text || E'\n' || search_numbers AS text FROM phones WHERE tenant_id = tenant AND customer_id = sample.id AND true
              UNION ALL SELECT search_text || E'\n' || search_numbers AS text FROM company_names WHERE tenant_id = tenant AND customer_id = sample.id AND true
              UNION ALL SELECT search_text AS text FROM contact_persons WHERE tenant_id = tenant AND customer_id = sample.id AND deleted_at IS NULL
              LIMIT 100
            ) of_table) all_of;
          END IF;
        END $$;


--
-- Name: searched_pairs(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.searched_pairs(word text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
        SELECT CASE WHEN char_length(word) = 1 THEN ARRAY[word] ELSE ARRAY(
          SELECT one || next FROM (SELECT string_to_array(word, NULL) AS letters) words,
            unnest(letters[:cardinality(letters) - 1], letters[2:]) AS pairs (one, next)) END $$;


--
-- Name: set_locally(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.set_locally(name text, value text) RETURNS text
    LANGUAGE plpgsql
    AS $$
        BEGIN
          EXECUTE format('SET LOCAL %I = %L', name, value);
          RETURN value;
        END $$;


--
-- Name: tenants_with_other_keys(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tenants_with_other_keys(key_id bytea) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT tenant_id FROM api_keys
              WHERE contract = 'billing' AND revoked_at IS NULL AND (private_key IS NULL OR substr(private_key, 1, 8) <> key_id) $$;


--
-- Name: tenants_with_other_secrets(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tenants_with_other_secrets(key_id bytea) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT tenant_id FROM webhooks WHERE substr(secrets, 1, 8) <> key_id $$;


--
-- Name: texts_of_customer(text, text, text, text, text, text, text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.texts_of_customer(display_name text, legal_name text, trade_name text, website text, document text, tax_id text, external_key text, id bigint) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$ BEGIN RETURN public.folded(translate(coalesce(display_name, ''), E'\r\n', '  ') || E'\n' || translate(coalesce(legal_name, ''), E'\r\n', '  ') || E'\n' || translate(coalesce(trade_name, ''), E'\r\n', '  ') || E'\n' || translate(coalesce(website, ''), E'\r\n', '  ') || E'\n' || translate(coalesce(document, ''), E'\r\n', '  ') || E'\n' || translate(coalesce(tax_id, ''), E'\r\n', '  ') || E'\n' || translate(coalesce(external_key, ''), E'\r\n', '  ') || E'\n' || 'C' || lpad(id::text, greatest(4, length(id::text)), '0')); END $$;


--
-- Name: trim_changes(timestamp with time zone, integer, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.trim_changes(before timestamp with time zone, most integer, consumers_since timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE
          tenant bigint := current_tenant();
          present integer := (SELECT max(id) FROM feed_eras);
          oldest integer;
          stop xid8;
          reached xid8;
          removed integer;
        BEGIN
          IF NOT pg_try_advisory_xact_lock(87464649) THEN RETURN NULL; END IF;
          oldest := coalesce((SELECT era FROM trimmed_changes WHERE tenant_id = tenant), 1);
          WHILE oldest < present AND NOT EXISTS (SELECT FROM changes WHERE tenant_id = tenant AND era = oldest) LOOP
            oldest := oldest + 1;
          END LOOP;
          -- The end of the portion, or the place before the first transaction that is too young.
          WITH portion AS (
            SELECT written_by, at FROM changes
            WHERE tenant_id = tenant AND era = oldest
              AND (oldest < present OR written_by < (SELECT oldest_open_transaction()))
            ORDER BY written_by, seq LIMIT most)
          SELECT written_by INTO reached FROM portion
            WHERE written_by < ALL (SELECT young.written_by FROM portion young WHERE young.at >= before)
              AND written_by < ALL (SELECT c.written_by FROM feed_consumers c
                WHERE c.tenant_id = tenant AND c.era = oldest AND c.seen_at >= consumers_since)
            ORDER BY written_by DESC LIMIT 1;
          -- A late change stays as long as a change of its customer that came before it.
          LOOP
            SELECT written_by INTO stop FROM late_changes
              WHERE tenant_id = tenant AND written_by <= reached AND until > reached ORDER BY written_by LIMIT 1;
            EXIT WHEN NOT FOUND;
            reached := (SELECT written_by FROM changes
              WHERE tenant_id = tenant AND era = oldest AND written_by < stop ORDER BY written_by DESC LIMIT 1);
          END LOOP;
          IF reached IS NULL THEN RETURN 0; END IF;
          INSERT INTO trimmed_changes (tenant_id, era, written_by, seq)
            SELECT tenant, oldest, written_by, seq FROM changes
            WHERE tenant_id = tenant AND era = oldest AND written_by = reached ORDER BY seq DESC LIMIT 1
            ON CONFLICT (tenant_id) DO UPDATE SET era = excluded.era, written_by = excluded.written_by,
              seq = excluded.seq, trimmed_at = excluded.trimmed_at;
          DELETE FROM changes WHERE tenant_id = tenant AND era = oldest AND written_by <= reached;
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM late_changes WHERE tenant_id = tenant AND until <= reached;
          RETURN removed;
        END $$;


--
-- Name: trimmed(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.trimmed(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$BEGIN RETURN normalize(regexp_replace(
          regexp_replace(value COLLATE "C", U&'^[\0009-\000D\0020\0085\00A0\1680\2000-\200A\2028\2029\202F\205F\3000\200B\2060\FEFF\00AD\061C\200E\200F]+|[\0009-\000D\0020\0085\00A0\1680\2000-\200A\2028\2029\202F\205F\3000\200B\2060\FEFF\00AD\061C\200E\200F]+$', '', 'g'),
          U&'\000D\000A|[\000A-\000D\0085\2028\2029]', ' ', 'g'), NFC) ; END$_$;


--
-- Name: trimmed_key(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.trimmed_key(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$BEGIN RETURN nullif(btrim(normalize(value, NFC), E'\u0009\u000a\u000b\u000c\u000d\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff\u00ad\u061c\u200e\u200f'), '') ; END$$;


--
-- Name: wanted_imports(bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.wanted_imports(without_tenants bigint[]) RETURNS TABLE(tenant_id bigint, id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        SELECT DISTINCT ON (i.tenant_id) i.tenant_id, i.id FROM imports i JOIN tenants ON tenants.id = i.tenant_id
        WHERE i.wanted IS NOT NULL AND i.tenant_id <> ALL (without_tenants) AND tenants.suspended_at IS NULL
        ORDER BY i.tenant_id, i.id LIMIT 100 $$;


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
-- Name: changes_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.changes_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.changes (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    seq bigint DEFAULT nextval('public.changes_seq'::regclass) NOT NULL,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint,
    record text NOT NULL,
    record_id bigint NOT NULL,
    kind text NOT NULL,
    origin text[],
    patch jsonb NOT NULL,
    era integer DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.changes FORCE ROW LEVEL SECURITY;


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
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    search_text text GENERATED ALWAYS AS (public.folded(((translate(COALESCE(name, ''::text), '
'::text, '  '::text) || '
'::text) || translate(COALESCE(tax_id, ''::text), '
'::text, '  '::text)))) STORED,
    search_numbers text GENERATED ALWAYS AS (COALESCE(public.letters_and_digits(tax_id), ''::text)) STORED
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
-- Name: compared_blocks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.compared_blocks (
    tenant_id bigint NOT NULL,
    source bigint NOT NULL,
    block bigint NOT NULL,
    row_id bigint NOT NULL
);

ALTER TABLE ONLY public.compared_blocks FORCE ROW LEVEL SECURITY;


--
-- Name: compared_rows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.compared_rows (
    tenant_id bigint NOT NULL,
    source bigint NOT NULL,
    row_id bigint NOT NULL,
    version bigint NOT NULL,
    form integer NOT NULL,
    blocks bigint[] NOT NULL,
    is_paired boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.compared_rows FORCE ROW LEVEL SECURITY;


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
    deleted_at timestamp with time zone,
    external_key_normal text GENERATED ALWAYS AS (public.trimmed(external_key)) STORED,
    search_text text GENERATED ALWAYS AS (public.folded(((((((translate(COALESCE(first_name, ''::text), '
'::text, '  '::text) || '
'::text) || translate(COALESCE(middle_name, ''::text), '
'::text, '  '::text)) || '
'::text) || translate(COALESCE(last_name, ''::text), '
'::text, '  '::text)) || '
'::text) || translate(COALESCE(name_suffix, ''::text), '
'::text, '  '::text)))) STORED,
    first_name_key text GENERATED ALWAYS AS (public.lookup_key(first_name)) STORED COLLATE pg_catalog."C",
    last_name_key text GENERATED ALWAYS AS (public.lookup_key(last_name)) STORED COLLATE pg_catalog."C",
    full_name_key text GENERATED ALWAYS AS (public.lookup_key(COALESCE(((first_name || ' '::text) || last_name), first_name, last_name))) STORED COLLATE pg_catalog."C",
    customer_created_at timestamp with time zone DEFAULT now() NOT NULL
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
    status text NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.customer_counts FORCE ROW LEVEL SECURITY;


--
-- Name: customer_merges; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_merges (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    into_id bigint NOT NULL,
    gone_id bigint NOT NULL,
    merged_at timestamp with time zone DEFAULT now() NOT NULL,
    merged_by text NOT NULL,
    undone_at timestamp with time zone,
    moved jsonb NOT NULL,
    CONSTRAINT customer_merges_check CHECK ((gone_id <> into_id))
);

ALTER TABLE ONLY public.customer_merges FORCE ROW LEVEL SECURITY;


--
-- Name: customer_merges_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.customer_merges ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customer_merges_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: customer_pairs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_pairs (
    tenant_id bigint NOT NULL,
    one_id bigint NOT NULL,
    other_id bigint NOT NULL,
    score integer NOT NULL,
    decision text,
    decided_at timestamp with time zone,
    decided_by text,
    CONSTRAINT customer_pairs_check CHECK ((one_id < other_id)),
    CONSTRAINT customer_pairs_decision_check CHECK ((decision = ANY (ARRAY['same'::text, 'different'::text])))
);

ALTER TABLE ONLY public.customer_pairs FORCE ROW LEVEL SECURITY;


--
-- Name: customer_updates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_updates (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    updated_at timestamp with time zone NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY public.customer_updates FORCE ROW LEVEL SECURITY;


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
    primary_email_id bigint,
    main_phone_id bigint,
    mobile_phone_id bigint,
    fax_phone_id bigint,
    main_contact_id bigint,
    default_company_name_id bigint,
    company_name_chosen boolean DEFAULT false NOT NULL,
    default_company_name_active boolean DEFAULT true NOT NULL,
    status_before text,
    tax_id_normal text GENERATED ALWAYS AS (public.normal_tax_id(tax_id)) STORED,
    external_key_normal text GENERATED ALWAYS AS (public.trimmed(external_key)) STORED,
    search_numbers text GENERATED ALWAYS AS (((COALESCE(public.letters_and_digits(tax_id), ''::text) || '
'::text) || COALESCE(public.letters_and_digits(document), ''::text))) STORED,
    name_key text GENERATED ALWAYS AS (public.lookup_key(display_name)) STORED COLLATE pg_catalog."C",
    legal_name_key text GENERATED ALWAYS AS (public.lookup_key(legal_name)) STORED COLLATE pg_catalog."C",
    search_text text GENERATED ALWAYS AS (public.texts_of_customer(display_name, legal_name, trade_name, website, document, tax_id, external_key, id)) STORED,
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
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    flat_only boolean DEFAULT false NOT NULL,
    is_twin boolean DEFAULT false NOT NULL,
    search_text text GENERATED ALWAYS AS (public.folded(((translate(COALESCE(email, ''::text), '
'::text, '  '::text) || '
'::text) || translate(COALESCE(email_normal, ''::text), '
'::text, '  '::text)))) STORED,
    email_key text GENERATED ALWAYS AS (public.lookup_key(email)) STORED COLLATE pg_catalog."C"
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
-- Name: feed_consumers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_consumers (
    tenant_id bigint NOT NULL,
    consumer text NOT NULL,
    era integer NOT NULL,
    written_by xid8 NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.feed_consumers FORCE ROW LEVEL SECURITY;


--
-- Name: feed_eras; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_eras (
    id integer NOT NULL,
    token uuid DEFAULT gen_random_uuid() NOT NULL,
    server text NOT NULL,
    began_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: import_links; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_links (
    tenant_id bigint NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    customer_id bigint NOT NULL,
    import_id bigint NOT NULL,
    digest uuid NOT NULL,
    parent text
);

ALTER TABLE ONLY public.import_links FORCE ROW LEVEL SECURITY;


--
-- Name: import_rows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_rows (
    tenant_id bigint NOT NULL,
    import_id bigint NOT NULL,
    "row" bigint NOT NULL,
    source_id text,
    digest uuid NOT NULL,
    content text,
    draft jsonb,
    external_key text,
    token text,
    parent text,
    outcome text,
    faults jsonb,
    notes jsonb,
    turn integer DEFAULT 0 NOT NULL,
    customer_id bigint,
    parent_id bigint,
    version bigint,
    is_done boolean DEFAULT false NOT NULL,
    disagreements jsonb,
    CONSTRAINT import_rows_outcome_check CHECK ((outcome = ANY (ARRAY['create'::text, 'join'::text, 'update'::text, 'unchanged'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.import_rows FORCE ROW LEVEL SECURITY;


--
-- Name: imports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.imports (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    contract text NOT NULL,
    mapping jsonb,
    actor text NOT NULL,
    state text NOT NULL,
    staged bigint DEFAULT 0 NOT NULL,
    left_over jsonb DEFAULT '{}'::jsonb NOT NULL,
    totals jsonb,
    digest text,
    turn integer DEFAULT 0 NOT NULL,
    bookmark bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    wanted text,
    failure text,
    pulled_from text,
    credentials bytea,
    place text,
    CONSTRAINT imports_state_check CHECK ((state = ANY (ARRAY['staging'::text, 'planning'::text, 'planned'::text, 'running'::text, 'done'::text, 'undoing'::text, 'undone'::text]))),
    CONSTRAINT imports_wanted_check CHECK ((wanted = ANY (ARRAY['pull'::text, 'plan'::text, 'run'::text, 'undo'::text])))
);

ALTER TABLE ONLY public.imports FORCE ROW LEVEL SECURITY;


--
-- Name: imports_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.imports ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: kept_answers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kept_answers (
    tenant_id bigint NOT NULL,
    caller text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    customer_ids bigint[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT kept_answers_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
    CONSTRAINT kept_answers_request_hash_check CHECK ((length(request_hash) = 32))
);

ALTER TABLE ONLY public.kept_answers FORCE ROW LEVEL SECURITY;


--
-- Name: late_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.late_changes (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    written_by xid8 NOT NULL,
    until xid8 NOT NULL,
    seq bigint NOT NULL
);

ALTER TABLE ONLY public.late_changes FORCE ROW LEVEL SECURITY;


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
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    flat_only boolean DEFAULT false NOT NULL,
    is_twin boolean DEFAULT false NOT NULL,
    number_normal text GENERATED ALWAYS AS (regexp_replace(phone_normal, ';ext=[^;]*$'::text, ''::text)) STORED,
    search_text text GENERATED ALWAYS AS (public.folded(translate(COALESCE(phone, ''::text), '
'::text, '  '::text))) STORED,
    search_numbers text GENERATED ALWAYS AS (((((COALESCE(public.letters_and_digits(regexp_replace(phone_normal, ';ext=[^;]*$'::text, ''::text)), ''::text) || '
'::text) || COALESCE(public.letters_and_digits(phone), ''::text)) || '
'::text) || COALESCE(public.letters_and_digits("substring"(phone_normal, ';ext=[^;]*$'::text)), ''::text))) STORED
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
-- Name: schema_release; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_release (
    is_only boolean DEFAULT true NOT NULL,
    release text NOT NULL,
    works_beside text NOT NULL,
    migrations text[] NOT NULL,
    protections jsonb NOT NULL,
    CONSTRAINT schema_release_is_only_check CHECK (is_only)
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
    accounting_case text DEFAULT 'camel'::text NOT NULL,
    billing_times text DEFAULT 'iso'::text NOT NULL,
    suspended_at timestamp with time zone,
    settings_version integer DEFAULT 1 NOT NULL,
    own_ids text[] DEFAULT '{}'::text[] NOT NULL,
    given_ids text[] DEFAULT '{}'::text[] NOT NULL,
    join_at integer DEFAULT 72 NOT NULL,
    review_at integer DEFAULT 35 NOT NULL,
    CONSTRAINT tenants_accounting_case_check CHECK ((accounting_case = ANY (ARRAY['camel'::text, 'snake'::text]))),
    CONSTRAINT tenants_billing_times_check CHECK ((billing_times = ANY (ARRAY['iso'::text, 'local'::text]))),
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
-- Name: trimmed_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trimmed_changes (
    tenant_id bigint NOT NULL,
    era integer NOT NULL,
    written_by xid8 NOT NULL,
    seq bigint NOT NULL,
    trimmed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.trimmed_changes FORCE ROW LEVEL SECURITY;


--
-- Name: user_identities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
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
    deleted_at timestamp with time zone,
    suspended_at timestamp with time zone,
    session_generation integer DEFAULT 0 NOT NULL,
    CONSTRAINT users_deleted_are_empty CHECK (((deleted_at IS NULL) OR ((email = ''::text) AND (login = ''::text) AND (password_hash = ''::text) AND (first_name IS NULL) AND (last_name IS NULL) AND (mobile IS NULL))))
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
-- Name: webhook_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_events (
    tenant_id bigint NOT NULL,
    webhook_id bigint NOT NULL,
    era integer NOT NULL,
    written_by xid8 NOT NULL,
    seq bigint NOT NULL,
    customer_id bigint NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    until timestamp with time zone,
    outcome text,
    left_out_at timestamp with time zone
);

ALTER TABLE ONLY public.webhook_events FORCE ROW LEVEL SECURITY;


--
-- Name: webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhooks (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    contract text NOT NULL,
    url text NOT NULL,
    description text,
    kinds text[],
    shown_by text,
    secrets bytea NOT NULL,
    maker_user_id bigint,
    maker_key_id bigint,
    era integer NOT NULL,
    written_by xid8 NOT NULL,
    seq bigint NOT NULL,
    replays integer DEFAULT 0 NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    reason text,
    state_since timestamp with time zone DEFAULT now() NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    delivered_at timestamp with time zone,
    paused_until timestamp with time zone,
    outcome text,
    served_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhooks_contract_check CHECK ((contract = ANY (ARRAY['clientela'::text, 'billing'::text]))),
    CONSTRAINT webhooks_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'ended'::text])))
);

ALTER TABLE ONLY public.webhooks FORCE ROW LEVEL SECURITY;


--
-- Name: webhooks_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.webhooks ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: wire_counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.wire_counters (
    tenant_id bigint NOT NULL,
    contract text NOT NULL,
    kind text NOT NULL,
    is_own boolean DEFAULT false NOT NULL,
    prefix text DEFAULT ''::text NOT NULL,
    width integer DEFAULT 1 NOT NULL,
    next numeric DEFAULT 1 NOT NULL,
    most numeric NOT NULL,
    CONSTRAINT wire_counters_most CHECK ((next <= (most + (1)::numeric)))
);

ALTER TABLE ONLY public.wire_counters FORCE ROW LEVEL SECURITY;


--
-- Name: wire_ids; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.wire_ids (
    tenant_id bigint NOT NULL,
    contract text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    wire_id text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    is_current boolean NOT NULL,
    CONSTRAINT wire_ids_wire_id_check CHECK (((length(wire_id) >= 1) AND (length(wire_id) <= 64)))
);

ALTER TABLE ONLY public.wire_ids FORCE ROW LEVEL SECURITY;


--
-- Name: migrations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys (tenant_id, id, contract, name, hint, public_key, secret_hash, permissions, created_at, expires_at, revoked_at, accounting_case, maker_user_id, maker_key_id, last_used_at, private_key, replaced_by) VALUES
	(1, 5, 'clientela', 'for clientela', 'ck_I9lLH', NULL, '\x6fdcf5dc0e94d151a02282a18f79dc47bc32892d125884100fd86cc4516a02c2', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write,tenant:write,users:read,users:write,webhooks:read,webhooks:write,ids:write}', '2024-01-04 05:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(2, 7, 'clients', 'for clients', 'gtk_JkLN', NULL, '\xfd94780f99b8aab6bfe24a164ca50c4fdd05eefa7206dd96f39d3623df46ee9a', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 07:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(2, 9, 'accounting', 'for accounting', 'bc_Zmbi8', NULL, '\x97e33fd9267cb7b73d9eb06f6fbee7994e5450bf5f7d9829036cfcfc96e252d6', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 09:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(2, 10, 'clientela', 'for clientela', 'ck_DhiaL', NULL, '\x8404b14710cc3c6e0a31696a2c7b708af8d31e5d51cd1007d9fff737bab7f198', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write,tenant:write,users:read,users:write,webhooks:read,webhooks:write,ids:write}', '2024-01-04 10:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(1, 1, 'billing', 'for billing', '9h9sJD2q', '9h9sJD2qiqOVERyF0Y48XqVOgQ4UD3Qm', '\x63f0a77b2ce10a2ee98021c59eaf2fa52cc7ad05e5416a71f1ee2271b3a1bf3f', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 01:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-30 13:29:51.986227+00', '\x82933850fd9704287cfc85d1001aef4c56a129d9b9ce71aff2de808974292139f8ef5dbab32c2627a61b51193007f60cf7a97fd5812a38f84b68d88d89303c852ddf803d', NULL),
	(1, 2, 'clients', 'for clients', 'gtk_G9Rn', NULL, '\x802ddd30fac5ec2a455f135d12511a86b48a9696b4f4eb3d400518d67af360fe', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 02:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-30 13:29:51.986227+00', NULL, NULL),
	(1, 3, 'erp', 'for erp', 'xt_4QKx-', NULL, '\xa50f84a243fceb11fde3a4b488d54e584a2afd0ade93d43aab261f2762328c3b', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 03:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-30 13:29:51.986227+00', NULL, NULL),
	(1, 4, 'accounting', 'for accounting', 'bc__0QgA', NULL, '\x753101312f79e389a7d8909b4d54c83cdcbbc97cfc4e9992844761708e717d5f', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 04:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-30 13:29:51.986227+00', NULL, NULL),
	(2, 6, 'billing', 'for billing', 'drzvmgpS', 'drzvmgpSODaZVoW20JF6h83PtpUBoMsV', '\x1460d91d483f459a2609cfc926faa198077c43705be50535b2f36b1bd66b722e', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 06:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-30 13:29:51.990498+00', '\x82933850fd9704289e36357931da998ddffc8116d5e939fd2a72015a7a347955652b67853aaae16b95b52277c151bb685fb5c83f8c1de57411606438b9d594c032a28355', NULL),
	(2, 8, 'erp', 'for erp', 'xt_7FSod', NULL, '\xf362c438e7952932664580941fe088c149213bde80ad2a4d9338fe7c753c8c62', '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,webhooks:read,webhooks:write}', '2024-01-04 08:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-30 13:29:51.990498+00', NULL, NULL);


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.changes (tenant_id, customer_id, seq, written_by, at, version, record, record_id, kind, origin, patch, era) VALUES
	(1, 9, 54, '163245', '2024-06-01 00:54:00+00', 2, 'customer', 9, 'changed', '{user:1,contacts,addEmail,cd633ec6-a869-4234-a178-e39e7d826ad3,NULL}', '{}', 1),
	(1, 1, 31, '163232', '2024-06-01 00:31:00+00', 13, 'customer', 1, 'changed', '{key:1,billing,createUser,ab5a4d34-460a-46b7-a84a-21d32450ed42,NULL}', '{}', 1),
	(1, 11, 66, '163252', '2024-06-01 01:06:00+00', 1, 'customer', 11, 'added', '{key:3,erp,createCustomer,cb80ff04-3137-4cdc-a5f5-6b8de33c688b,NULL}', '{"kind": "business", "note": "As the ERP says", "tags": [], "token": "134y8mszrubn", "status": "A", "tax_id": "PT 509.442.013", "website": "https://third.example", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.65903+00:00", "no_dunning": false, "trade_name": "Third Party", "country_iso": "UY", "no_latefees": false, "no_procfees": false, "salesperson": "S1", "billing_city": "Lisboa", "display_name": "Terceira", "fax_phone_id": 15, "main_phone_id": 13, "billing_line_1": "Rua do Século 1", "discount_group": "D1", "billing_country": "PT", "mobile_phone_id": 14, "opening_balance": "0", "billing_postcode": "1200-433", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 11, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 11, 67, '163252', '2024-06-01 01:07:00+00', NULL, 'email', 11, 'added', '{key:3,erp,createCustomer,cb80ff04-3137-4cdc-a5f5-6b8de33c688b,NULL}', '{"email": "erp@example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.65903+00:00", "is_for_invoicing": false}', 1),
	(1, 11, 68, '163252', '2024-06-01 01:08:00+00', NULL, 'phone', 13, 'added', '{key:3,erp,createCustomer,cb80ff04-3137-4cdc-a5f5-6b8de33c688b,NULL}', '{"phone": "+351 211 234 567", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.65903+00:00", "is_whatsapp": false}', 1),
	(1, 11, 69, '163252', '2024-06-01 01:09:00+00', NULL, 'phone', 14, 'added', '{key:3,erp,createCustomer,cb80ff04-3137-4cdc-a5f5-6b8de33c688b,NULL}', '{"phone": "+351 911 234 567", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.65903+00:00", "is_whatsapp": false}', 1),
	(1, 11, 70, '163252', '2024-06-01 01:10:00+00', NULL, 'phone', 15, 'added', '{key:3,erp,createCustomer,cb80ff04-3137-4cdc-a5f5-6b8de33c688b,NULL}', '{"phone": "+351 211 234 568", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.65903+00:00", "is_whatsapp": false}', 1),
	(1, 12, 71, '163255', '2024-06-01 01:11:00+00', 1, 'customer', 12, 'added', '{key:3,erp,createCustomer,8a7a423c-a90c-4db7-a651-8165eb325edd,NULL}', '{"kind": "business", "tags": [], "token": "a0mzf3ax1p0e", "status": "I", "tax_id": "999999990", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.682884+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Switched Off", "status_before": "A", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 11, 72, '163257', '2024-06-01 01:12:00+00', 2, 'customer', 11, 'changed', '{key:3,erp,updateCustomer,70d4b6e3-4950-4366-b824-4d6b2f578763,NULL}', '{"note": ["As the ERP says", "Changed once"]}', 1),
	(1, 1, 1, '163219', '2024-06-01 00:01:00+00', 1, 'customer', 1, 'added', '{key:1,billing,createCustomer,9eb5ff50-83e2-4918-9e51-488b700b94e4,NULL}', '{"kind": "business", "tags": ["vip", "wholesale"], "token": "2xzyen7u0awo", "status": "A", "tax_id": "US-123.456/789", "currency": "USD", "custom_1": "one", "no_taxes": true, "custom_20": "twenty", "created_at": "2026-11-30T13:29:51.153321+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "billing_city": "New York", "display_name": "Acme Corporation", "external_key": "crm-1001", "billing_state": "NY", "main_phone_id": 1, "shipping_city": "Newark", "billing_line_1": "123 Business Ave", "billing_line_2": "Suite 4", "billing_country": "US", "main_contact_id": 1, "opening_balance": "0", "shipping_line_1": "Dock 7", "billing_postcode": "10001", "dunning_delivery": "email", "invoice_delivery": "print", "primary_email_id": 1, "shipping_country": "US", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 1, 2, '163219', '2024-06-01 00:02:00+00', NULL, 'email', 1, 'added', '{key:1,billing,createCustomer,9eb5ff50-83e2-4918-9e51-488b700b94e4,NULL}', '{"email": "jose@acme.example", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.153321+00:00", "is_for_invoicing": false}', 1),
	(1, 1, 3, '163219', '2024-06-01 00:03:00+00', NULL, 'phone', 1, 'added', '{key:1,billing,createCustomer,9eb5ff50-83e2-4918-9e51-488b700b94e4,NULL}', '{"phone": "+1 (212) 555-0142", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.153321+00:00", "is_whatsapp": false}', 1),
	(1, 1, 4, '163219', '2024-06-01 00:04:00+00', NULL, 'contact_person', 1, 'added', '{key:1,billing,createCustomer,9eb5ff50-83e2-4918-9e51-488b700b94e4,NULL}', '{"token": "56mx5hz9fla0", "last_name": "Muñoz", "created_at": "2026-11-30T13:29:51.153321+00:00", "first_name": "José"}', 1),
	(1, 1, 5, '163220', '2024-06-01 00:05:00+00', 2, 'customer', 1, 'changed', '{user:1,contacts,addEmail,f31499b6-0770-4578-bd2c-d2c80f5051d2,NULL}', '{}', 1),
	(1, 1, 6, '163220', '2024-06-01 00:06:00+00', NULL, 'email', 2, 'added', '{user:1,contacts,addEmail,f31499b6-0770-4578-bd2c-d2c80f5051d2,NULL}', '{"name": "John Doe", "role": "Finance", "email": "billing@acme.example", "notes": "Mondays", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.255699+00:00", "is_for_invoicing": true}', 1),
	(1, 1, 7, '163221', '2024-06-01 00:07:00+00', 3, 'customer', 1, 'changed', '{user:1,contacts,addEmail,b68f4402-88b9-4302-ae27-3092ee4e49bd,NULL}', '{}', 1),
	(1, 1, 8, '163221', '2024-06-01 00:08:00+00', NULL, 'email', 3, 'added', '{user:1,contacts,addEmail,b68f4402-88b9-4302-ae27-3092ee4e49bd,NULL}', '{"name": "İpek", "email": "İpek@acme.example", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.272269+00:00", "is_for_invoicing": false}', 1),
	(1, 1, 9, '163222', '2024-06-01 00:09:00+00', 4, 'customer', 1, 'changed', '{user:1,contacts,toggleEmailLock,024e1ba9-4479-401a-a85f-7d1ec25153d4,NULL}', '{}', 1),
	(1, 1, 10, '163222', '2024-06-01 00:10:00+00', NULL, 'email', 2, 'changed', '{user:1,contacts,toggleEmailLock,024e1ba9-4479-401a-a85f-7d1ec25153d4,NULL}', '{"is_locked": [false, true]}', 1),
	(1, 1, 11, '163223', '2024-06-01 00:11:00+00', 5, 'customer', 1, 'changed', '{user:1,contacts,addPhone,fc5a1386-78dd-4c5b-97fa-311d68e50948,NULL}', '{}', 1),
	(1, 1, 12, '163223', '2024-06-01 00:12:00+00', NULL, 'phone', 2, 'added', '{user:1,contacts,addPhone,fc5a1386-78dd-4c5b-97fa-311d68e50948,NULL}', '{"name": "extension 5", "phone": "+12125550170", "extension": "5", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.295541+00:00", "is_whatsapp": false}', 1),
	(1, 1, 14, '163225', '2024-06-01 00:14:00+00', 6, 'customer', 1, 'changed', '{user:1,contacts,addPhone,2fa5caed-5ec6-4c2e-9ded-568042792f07,NULL}', '{}', 1),
	(1, 1, 15, '163225', '2024-06-01 00:15:00+00', NULL, 'phone', 4, 'added', '{user:1,contacts,addPhone,2fa5caed-5ec6-4c2e-9ded-568042792f07,NULL}', '{"name": "extension 05", "phone": "+12125550170", "extension": "05", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.327391+00:00", "is_whatsapp": false}', 1),
	(1, 1, 16, '163226', '2024-06-01 00:16:00+00', 7, 'customer', 1, 'changed', '{user:1,contacts,addPhone,d885d46c-0360-45fe-ac20-603036e0cb03,NULL}', '{}', 1),
	(1, 1, 17, '163226', '2024-06-01 00:17:00+00', NULL, 'phone', 5, 'added', '{user:1,contacts,addPhone,d885d46c-0360-45fe-ac20-603036e0cb03,NULL}', '{"role": "Sales", "phone": "+442079460018", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.335515+00:00", "is_whatsapp": true}', 1),
	(1, 1, 18, '163227', '2024-06-01 00:18:00+00', 8, 'customer', 1, 'changed', '{user:1,contacts,togglePhoneLock,e7767f3d-e835-4bcc-ae1d-fb07bb4e10c7,NULL}', '{}', 1),
	(1, 1, 19, '163227', '2024-06-01 00:19:00+00', NULL, 'phone', 5, 'changed', '{user:1,contacts,togglePhoneLock,e7767f3d-e835-4bcc-ae1d-fb07bb4e10c7,NULL}', '{"is_locked": [false, true]}', 1),
	(1, 1, 20, '163228', '2024-06-01 00:20:00+00', 9, 'customer', 1, 'changed', '{user:1,contacts,addCompanyName,5dfd837f-b91f-4751-a313-1b065fe2fd0b,NULL}', '{}', 1),
	(1, 1, 21, '163228', '2024-06-01 00:21:00+00', NULL, 'company_name', 1, 'added', '{user:1,contacts,addCompanyName,5dfd837f-b91f-4751-a313-1b065fe2fd0b,NULL}', '{"name": "Acme Corp Ltd.", "tax_id": "ABC 123-456", "address": "123 Main St", "is_active": true, "created_at": "2026-11-30T13:29:51.357248+00:00", "billing_email": "pay@acme.example", "billing_address": "PO Box 456"}', 1),
	(1, 1, 22, '163228', '2024-06-01 00:22:00+00', 9, 'customer', 1, 'changed', '{user:1,contacts,addCompanyName,5dfd837f-b91f-4751-a313-1b065fe2fd0b,NULL}', '{"company_name_chosen": [false, true], "default_company_name_id": [null, 1]}', 1),
	(1, 1, 23, '163229', '2024-06-01 00:23:00+00', 10, 'customer', 1, 'changed', '{user:1,contacts,addCompanyName,70007c1c-927a-4afd-a920-66a8ea35b0c8,NULL}', '{}', 1),
	(1, 1, 24, '163229', '2024-06-01 00:24:00+00', NULL, 'company_name', 2, 'added', '{user:1,contacts,addCompanyName,70007c1c-927a-4afd-a920-66a8ea35b0c8,NULL}', '{"name": "Acme Uruguay S.A.", "tax_id": "21.100.342.0017", "is_active": true, "created_at": "2026-11-30T13:29:51.372017+00:00"}', 1),
	(1, 1, 25, '163230', '2024-06-01 00:25:00+00', 11, 'customer', 1, 'changed', '{user:1,contacts,addCompanyName,771d8683-3132-49ca-af93-c894dea4a76d,NULL}', '{}', 1),
	(1, 1, 26, '163230', '2024-06-01 00:26:00+00', NULL, 'company_name', 3, 'added', '{user:1,contacts,addCompanyName,771d8683-3132-49ca-af93-c894dea4a76d,NULL}', '{"name": "Acme Old", "is_active": false, "created_at": "2026-11-30T13:29:51.378379+00:00"}', 1),
	(1, 1, 27, '163231', '2024-06-01 00:27:00+00', 12, 'customer', 1, 'changed', '{user:1,contacts,setDefaultCompanyName,e3dce6ec-b860-4e9f-9ae4-ea5373108a31,NULL}', '{"default_company_name_id": [1, 2]}', 1),
	(1, 1, 28, '163232', '2024-06-01 00:28:00+00', NULL, 'email', 4, 'added', '{key:1,billing,createUser,ab5a4d34-460a-46b7-a84a-21d32450ed42,NULL}', '{"email": "todd@acme.example", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.400253+00:00", "is_for_invoicing": false}', 1),
	(1, 1, 29, '163232', '2024-06-01 00:29:00+00', NULL, 'phone', 6, 'added', '{key:1,billing,createUser,ab5a4d34-460a-46b7-a84a-21d32450ed42,NULL}', '{"phone": "+12125550143", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.400253+00:00", "is_whatsapp": false}', 1),
	(1, 1, 30, '163232', '2024-06-01 00:30:00+00', NULL, 'contact_person', 2, 'added', '{key:1,billing,createUser,ab5a4d34-460a-46b7-a84a-21d32450ed42,NULL}', '{"title": "Accounts", "token": "znbgnruglovb", "email_id": 4, "phone_id": 6, "last_name": "Customer", "created_at": "2026-11-30T13:29:51.400253+00:00", "first_name": "Todd", "middle_name": "Q", "name_suffix": "Jr.", "external_key": "person-1"}', 1),
	(1, 1, 32, '163233', '2024-06-01 00:32:00+00', NULL, 'email', 5, 'added', '{key:1,billing,createUser,db2401e9-d0da-4140-a9a8-0245fa59292b,NULL}', '{"email": "eve@acme.example", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.423374+00:00", "is_for_invoicing": false}', 1),
	(1, 1, 33, '163233', '2024-06-01 00:33:00+00', NULL, 'contact_person', 3, 'added', '{key:1,billing,createUser,db2401e9-d0da-4140-a9a8-0245fa59292b,NULL}', '{"token": "xx69287q9plf", "email_id": 5, "created_at": "2026-11-30T13:29:51.423374+00:00", "first_name": "Eve"}', 1),
	(1, 1, 34, '163233', '2024-06-01 00:34:00+00', 14, 'customer', 1, 'changed', '{key:1,billing,createUser,db2401e9-d0da-4140-a9a8-0245fa59292b,NULL}', '{}', 1),
	(1, 2, 35, '163234', '2024-06-01 00:35:00+00', 1, 'customer', 2, 'added', '{key:1,billing,createCustomer,3ce73306-5622-4b11-af26-504e65a5f15b,NULL}', '{"kind": "business", "tags": [], "token": "3q33wbvrd1j2", "status": "A", "currency": "UYU", "no_taxes": false, "parent_id": 1, "created_at": "2026-11-30T13:29:51.435013+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Acme Branch", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 6, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 2, 36, '163234', '2024-06-01 00:36:00+00', NULL, 'email', 6, 'added', '{key:1,billing,createCustomer,3ce73306-5622-4b11-af26-504e65a5f15b,NULL}', '{"email": "branch@acme.example", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.435013+00:00", "is_for_invoicing": false}', 1),
	(1, 2, 37, '163235', '2024-06-01 00:37:00+00', NULL, 'ledger_entry', 1, 'added', '{key:4,accounting,addLedgerEntry,73e88422-caf2-4536-a2eb-f3e89d579c6c,NULL}', '{"kind": "invoice", "amount": "250.50", "currency": "UYU", "reference": "INV-1", "created_at": "2026-11-30T13:29:51.464156+00:00", "occurred_at": "2025-03-30T01:30:00+00:00"}', 1),
	(1, 2, 38, '163235', '2024-06-01 00:38:00+00', 2, 'customer', 2, 'changed', '{key:4,accounting,addLedgerEntry,73e88422-caf2-4536-a2eb-f3e89d579c6c,NULL}', '{}', 1),
	(1, 2, 39, '163236', '2024-06-01 00:39:00+00', NULL, 'ledger_entry', 2, 'added', '{key:4,accounting,addLedgerEntry,c5f331dd-747b-4311-adc7-b01c937a024c,NULL}', '{"kind": "payment", "amount": "100.00", "currency": "UYU", "payer_id": 1, "reference": "PAY-1", "created_at": "2026-11-30T13:29:51.482179+00:00", "occurred_at": "2025-10-26T00:30:00+00:00"}', 1),
	(1, 2, 40, '163236', '2024-06-01 00:40:00+00', 3, 'customer', 2, 'changed', '{key:4,accounting,addLedgerEntry,c5f331dd-747b-4311-adc7-b01c937a024c,NULL}', '{}', 1),
	(1, 2, 41, '163237', '2024-06-01 00:41:00+00', NULL, 'ledger_entry', 3, 'added', '{key:4,accounting,addLedgerEntry,f342e5bf-6de8-40b4-b295-dee557f3a050,NULL}', '{"kind": "credit", "amount": "10.25", "currency": "UYU", "created_at": "2026-11-30T13:29:51.490065+00:00", "occurred_at": "2025-10-26T01:30:00+00:00"}', 1),
	(1, 2, 42, '163237', '2024-06-01 00:42:00+00', 4, 'customer', 2, 'changed', '{key:4,accounting,addLedgerEntry,f342e5bf-6de8-40b4-b295-dee557f3a050,NULL}', '{}', 1),
	(1, 3, 43, '163238', '2024-06-01 00:43:00+00', 1, 'customer', 3, 'added', '{user:1+key:2,clients,createClient,6d0b9d37-da18-476e-bcd4-5463ef60c57c,NULL}', '{"kind": "business", "tags": [], "token": "d3yet37j2nk0", "status": "GOLD", "currency": "UYU", "document": "4.123.456-7", "no_taxes": false, "created_at": "2026-11-30T13:29:51.501642+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Blank Texts", "external_key": "EK-77", "document_type": 2, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 5, 44, '163240', '2024-06-01 00:44:00+00', 1, 'customer', 5, 'added', '{user:1+key:2,clients,createClient,276a2f1e-9536-4161-859a-390cdee48b1e,NULL}', '{"kind": "business", "tags": [], "token": "zav4nmccx07z", "status": "A", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.52377+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "site_street": "Bvar. Artigas", "display_name": "Untrimmed Key", "external_key": "EK-78", "site_latitude": -34.894, "site_zip_code": "11300", "site_apartment": "2B", "site_longitude": -56.153, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "site_door_number": "567", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 1, 90, '163266', '2024-06-01 01:30:00+00', NULL, 'contact_person', 3, 'changed', '{key:1,billing,deleteUser,ea058395-a334-4739-b36b-2a6e532689b7,NULL}', '{"email_id": [5, null], "deleted_at": [null, "2026-11-30T13:29:51.845+00:00"]}', 1),
	(1, 6, 45, '163241', '2024-06-01 00:45:00+00', 1, 'customer', 6, 'added', '{user:1+key:2,clients,createClient,83efdab7-1664-4a7f-a124-4341dcda1104,NULL}', '{"kind": "business", "tags": [], "token": "2rr57dslj0n2", "status": "A", "currency": "UYU", "no_taxes": false, "image_url": "https://example.com/a.png", "created_at": "2026-11-30T13:29:51.532979+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Blank Key", "main_phone_id": 7, "mobile_phone_id": 8, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 7, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 6, 46, '163241', '2024-06-01 00:46:00+00', NULL, 'email', 7, 'added', '{user:1+key:2,clients,createClient,83efdab7-1664-4a7f-a124-4341dcda1104,NULL}', '{"email": "Blank.Key@Example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.532979+00:00", "is_for_invoicing": false}', 1),
	(1, 6, 47, '163241', '2024-06-01 00:47:00+00', NULL, 'phone', 7, 'added', '{user:1+key:2,clients,createClient,83efdab7-1664-4a7f-a124-4341dcda1104,NULL}', '{"phone": "099 123 456", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.532979+00:00", "is_whatsapp": false}', 1),
	(1, 6, 48, '163241', '2024-06-01 00:48:00+00', NULL, 'phone', 8, 'added', '{user:1+key:2,clients,createClient,83efdab7-1664-4a7f-a124-4341dcda1104,NULL}', '{"phone": "094 999 888", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.532979+00:00", "is_whatsapp": false}', 1),
	(1, 13, 76, '163258', '2024-06-01 01:16:00+00', NULL, 'phone', 17, 'added', '{key:4,accounting,createCustomer,7b82b07f-95d0-41a5-900f-7401979f1059,NULL}', '{"phone": "+1 212 555 0171", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.706401+00:00", "is_whatsapp": false}', 1),
	(1, 7, 49, '163242', '2024-06-01 00:49:00+00', 1, 'customer', 7, 'added', '{user:1+key:2,clients,createClient,49d95203-7fc4-433e-9fef-2f4bac84d814,NULL}', '{"kind": "business", "tags": [], "token": "njrwfbmj86m9", "status": "I", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.552379+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Inactive", "status_before": "A", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 8, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 7, 50, '163242', '2024-06-01 00:50:00+00', NULL, 'email', 8, 'added', '{user:1+key:2,clients,createClient,49d95203-7fc4-433e-9fef-2f4bac84d814,NULL}', '{"email": "inactive@example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.552379+00:00", "is_for_invoicing": false}', 1),
	(1, 8, 51, '163243', '2024-06-01 00:51:00+00', 1, 'customer', 8, 'added', '{user:1+key:2,clients,createClient,c5244520-805e-4c53-8e15-da794ae604ed,NULL}', '{"kind": "business", "tags": [], "token": "gc48tipgikwr", "status": "A", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.568006+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "A​B invisible", "main_phone_id": 9, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 8, 52, '163243', '2024-06-01 00:52:00+00', NULL, 'phone', 9, 'added', '{user:1+key:2,clients,createClient,c5244520-805e-4c53-8e15-da794ae604ed,NULL}', '{"phone": "+598 2 100 9876", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.568006+00:00", "is_whatsapp": false}', 1),
	(1, 9, 53, '163244', '2024-06-01 00:53:00+00', 1, 'customer', 9, 'added', '{user:1,contacts,createCustomer,8b337aa1-243d-4bfa-af7b-9119b16fd073,NULL}', '{"kind": "business", "tags": [], "token": "vwt51emt0j7q", "status": "A", "tax_id": "21-123456-0018", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.57608+00:00", "legal_name": "Seen Twice S.R.L.", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Seen Twice", "contact_origin": "fair", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 9, 55, '163245', '2024-06-01 00:55:00+00', NULL, 'email', 9, 'added', '{user:1,contacts,addEmail,cd633ec6-a869-4234-a178-e39e7d826ad3,NULL}', '{"email": "user@example.com", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.586736+00:00", "is_for_invoicing": false}', 1),
	(1, 9, 56, '163245', '2024-06-01 00:56:00+00', 2, 'customer', 9, 'changed', '{user:1,contacts,addEmail,cd633ec6-a869-4234-a178-e39e7d826ad3,NULL}', '{"primary_email_id": [null, 9]}', 1),
	(1, 9, 57, '163246', '2024-06-01 00:57:00+00', 3, 'customer', 9, 'changed', '{user:1,contacts,addEmail,c45eb19a-aa6c-4e48-8d6b-d650d80bac51,NULL}', '{}', 1),
	(1, 9, 58, '163246', '2024-06-01 00:58:00+00', NULL, 'email', 10, 'added', '{user:1,contacts,addEmail,c45eb19a-aa6c-4e48-8d6b-d650d80bac51,NULL}', '{"email": "USER.two@Example.com", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.604697+00:00", "is_for_invoicing": false}', 1),
	(1, 9, 59, '163247', '2024-06-01 00:59:00+00', 4, 'customer', 9, 'changed', '{user:1,contacts,addPhone,08d7aa57-11e8-4820-b898-19c769b4a422,NULL}', '{}', 1),
	(1, 9, 60, '163247', '2024-06-01 01:00:00+00', NULL, 'phone', 10, 'added', '{user:1,contacts,addPhone,08d7aa57-11e8-4820-b898-19c769b4a422,NULL}', '{"phone": "01 23 45 67 89", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.609585+00:00", "is_whatsapp": false}', 1),
	(1, 9, 61, '163247', '2024-06-01 01:01:00+00', 4, 'customer', 9, 'changed', '{user:1,contacts,addPhone,08d7aa57-11e8-4820-b898-19c769b4a422,NULL}', '{"main_phone_id": [null, 10]}', 1),
	(1, 9, 62, '163248', '2024-06-01 01:02:00+00', 5, 'customer', 9, 'changed', '{user:1,contacts,addPhone,f4345106-a327-4af9-999c-7a523c1c31d8,NULL}', '{}', 1),
	(1, 9, 63, '163248', '2024-06-01 01:03:00+00', NULL, 'phone', 11, 'added', '{user:1,contacts,addPhone,f4345106-a327-4af9-999c-7a523c1c31d8,NULL}', '{"phone": "+33 1 23 45 67 89", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.616767+00:00", "is_whatsapp": false}', 1),
	(1, 1, 91, '163266', '2024-06-01 01:31:00+00', 15, 'customer', 1, 'changed', '{key:1,billing,deleteUser,ea058395-a334-4739-b36b-2a6e532689b7,NULL}', '{}', 1),
	(1, 10, 65, '163250', '2024-06-01 01:05:00+00', 1, 'customer', 10, 'added', '{user:1,contacts,createCustomer,f574ca5d-ce78-4a94-9ed4-f33db80329d3,NULL}', '{"kind": "business", "tags": [], "token": "a9in1qnr199g", "status": "A", "tax_id": "N/A", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.638159+00:00", "legal_name": "two lines", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Blanks around", "contact_origin": "WEB_FORM", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 13, 73, '163258', '2024-06-01 01:13:00+00', 1, 'customer', 13, 'added', '{key:4,accounting,createCustomer,7b82b07f-95d0-41a5-900f-7401979f1059,NULL}', '{"kind": "individual", "note": "line one\nline two", "tags": [], "token": "porq64kjrog5", "status": "A", "website": "navy.example", "currency": "KWD", "no_taxes": false, "created_at": "2026-11-30T13:29:51.706401+00:00", "legal_name": "Navy", "no_dunning": false, "no_latefees": false, "no_procfees": false, "billing_city": "Norfolk", "display_name": "Grace Hopper", "billing_email": "pier@example.com", "main_phone_id": 16, "billing_line_1": "1 Pier", "main_contact_id": 4, "mobile_phone_id": 17, "opening_balance": "1.234", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 12, "opening_balance_at": "2024-01-01T00:00:00+00:00", "company_name_chosen": false, "opening_balance_rate": "3.2567"}', 1),
	(1, 13, 74, '163258', '2024-06-01 01:14:00+00', NULL, 'email', 12, 'added', '{key:4,accounting,createCustomer,7b82b07f-95d0-41a5-900f-7401979f1059,NULL}', '{"email": "grace@example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.706401+00:00", "is_for_invoicing": false}', 1),
	(1, 13, 75, '163258', '2024-06-01 01:15:00+00', NULL, 'phone', 16, 'added', '{key:4,accounting,createCustomer,7b82b07f-95d0-41a5-900f-7401979f1059,NULL}', '{"phone": "+1 212 555 0170", "extension": "45", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.706401+00:00", "is_whatsapp": false}', 1),
	(1, 13, 77, '163258', '2024-06-01 01:17:00+00', NULL, 'contact_person', 4, 'added', '{key:4,accounting,createCustomer,7b82b07f-95d0-41a5-900f-7401979f1059,NULL}', '{"token": "d77jzy0pfv0x", "last_name": "Hopper", "created_at": "2026-11-30T13:29:51.706401+00:00", "first_name": "Grace", "salutation": "Ms."}', 1),
	(1, 13, 78, '163259', '2024-06-01 01:18:00+00', NULL, 'ledger_entry', 4, 'added', '{key:4,accounting,addLedgerEntry,781eebc2-7483-400a-ba57-973c664d92c7,NULL}', '{"kind": "invoice", "amount": "12.345", "currency": "KWD", "created_at": "2026-11-30T13:29:51.74433+00:00", "occurred_at": "2024-10-27T00:30:00+00:00"}', 1),
	(1, 13, 79, '163259', '2024-06-01 01:19:00+00', 2, 'customer', 13, 'changed', '{key:4,accounting,addLedgerEntry,781eebc2-7483-400a-ba57-973c664d92c7,NULL}', '{}', 1),
	(1, 13, 80, '163260', '2024-06-01 01:20:00+00', NULL, 'ledger_entry', 5, 'added', '{key:4,accounting,addLedgerEntry,2c4c25f2-a85e-44a3-8449-fc763ed787e9,NULL}', '{"kind": "adjustment", "amount": "-0.500", "currency": "KWD", "reference": "ADJ 1", "created_at": "2026-11-30T13:29:51.751043+00:00", "occurred_at": "2024-10-27T01:10:00+00:00"}', 1),
	(1, 13, 81, '163260', '2024-06-01 01:21:00+00', 3, 'customer', 13, 'changed', '{key:4,accounting,addLedgerEntry,2c4c25f2-a85e-44a3-8449-fc763ed787e9,NULL}', '{}', 1),
	(1, 14, 82, '163261', '2024-06-01 01:22:00+00', 1, 'customer', 14, 'added', '{key:4,accounting,createCustomer,1932a151-d51d-4c46-ae85-74542fa45710,NULL}', '{"kind": "business", "tags": [], "token": "41gv80udmwmz", "status": "A", "currency": "JPY", "no_taxes": false, "created_at": "2026-11-30T13:29:51.757786+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Undated Balance", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 14, 83, '163262', '2024-06-01 01:23:00+00', 2, 'customer', 14, 'changed', '{key:4,accounting,updateOpeningBalance,32621d56-e9fb-4304-b7a4-0762ef7ef589,NULL}', '{"opening_balance": ["0", "100"], "opening_balance_at": [null, "2024-02-29T00:00:00+00:00"]}', 1),
	(1, 15, 84, '163264', '2024-06-01 01:24:00+00', 1, 'customer', 15, 'added', '{user:1+key:2,clients,createClient,1a57c31f-4def-4e98-8f45-805121f3f199,NULL}', '{"kind": "business", "tags": [], "token": "rk2qsmzmq0ub", "status": "A", "currency": "UYU", "no_taxes": false, "created_at": "2026-11-30T13:29:51.823282+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Deleted", "external_key": "gone-1", "main_phone_id": 18, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 13, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(1, 15, 85, '163264', '2024-06-01 01:25:00+00', NULL, 'email', 13, 'added', '{user:1+key:2,clients,createClient,1a57c31f-4def-4e98-8f45-805121f3f199,NULL}', '{"email": "deleted@example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.823282+00:00", "is_for_invoicing": false}', 1),
	(1, 15, 86, '163264', '2024-06-01 01:26:00+00', NULL, 'phone', 18, 'added', '{user:1+key:2,clients,createClient,1a57c31f-4def-4e98-8f45-805121f3f199,NULL}', '{"phone": "+598 2 100 1111", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.823282+00:00", "is_whatsapp": false}', 1),
	(1, 15, 87, '163265', '2024-06-01 01:27:00+00', NULL, 'email', 14, 'added', '{key:1,billing,createUser,eab34d3b-a82e-4288-8fee-5d779a36b682,NULL}', '{"email": "along@example.com", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.829727+00:00", "is_for_invoicing": false}', 1),
	(1, 15, 88, '163265', '2024-06-01 01:28:00+00', NULL, 'contact_person', 5, 'added', '{key:1,billing,createUser,eab34d3b-a82e-4288-8fee-5d779a36b682,NULL}', '{"token": "hus12wckcc3l", "last_name": "Along", "created_at": "2026-11-30T13:29:51.829727+00:00", "first_name": "Goes"}', 1),
	(1, 15, 89, '163265', '2024-06-01 01:29:00+00', 2, 'customer', 15, 'changed', '{key:1,billing,createUser,eab34d3b-a82e-4288-8fee-5d779a36b682,NULL}', '{"main_contact_id": [null, 5], "primary_email_id": [13, 14]}', 1),
	(1, 15, 92, '163267', '2024-06-01 01:32:00+00', 3, 'customer', 15, 'changed', '{key:4,accounting,deleteCustomer,96561265-1330-4195-90ee-e2555f76a564,NULL}', '{"deleted_at": [null, "2026-11-30T13:29:51.85733+00:00"]}', 1),
	(1, 15, 93, '163267', '2024-06-01 01:33:00+00', NULL, 'contact_person', 5, 'changed', '{key:4,accounting,deleteCustomer,96561265-1330-4195-90ee-e2555f76a564,NULL}', '{"deleted_at": [null, "2026-11-30T13:29:51.85733+00:00"]}', 1),
	(1, 1, 94, '163268', '2024-06-01 01:34:00+00', NULL, 'phone', 19, 'added', '{user:1+key:2,clients,updateClient,9845c57b-6c79-4861-9cd0-6ac99a48e7b6,NULL}', '{"phone": "+12125550199", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.868854+00:00", "is_whatsapp": false}', 1),
	(1, 1, 95, '163268', '2024-06-01 01:35:00+00', 16, 'customer', 1, 'changed', '{user:1+key:2,clients,updateClient,9845c57b-6c79-4861-9cd0-6ac99a48e7b6,NULL}', '{"note": [null, "Changed through clients"], "mobile_phone_id": [null, 19]}', 1),
	(2, 16, 96, '163269', '2024-06-01 01:36:00+00', 1, 'customer', 16, 'added', '{key:6,billing,createCustomer,0568889a-c733-40b5-90ba-68cf361a51c6,NULL}', '{"kind": "business", "tags": [], "token": "8sqejzeg84a1", "status": "A", "tax_id": "509442013", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:51.968448+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Acme Corporation", "external_key": "crm-1001", "main_phone_id": 20, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 15, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(2, 16, 97, '163269', '2024-06-01 01:37:00+00', NULL, 'email', 15, 'added', '{key:6,billing,createCustomer,0568889a-c733-40b5-90ba-68cf361a51c6,NULL}', '{"email": "jose@acme.example", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.968448+00:00", "is_for_invoicing": false}', 1),
	(2, 16, 98, '163269', '2024-06-01 01:38:00+00', NULL, 'phone', 20, 'added', '{key:6,billing,createCustomer,0568889a-c733-40b5-90ba-68cf361a51c6,NULL}', '{"phone": "211 234 567", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:51.968448+00:00", "is_whatsapp": false}', 1),
	(2, 16, 99, '163270', '2024-06-01 01:39:00+00', 2, 'customer', 16, 'changed', '{user:2,contacts,addEmail,e2a4a048-54b7-451e-a02f-2569f053a847,NULL}', '{}', 1),
	(2, 16, 100, '163270', '2024-06-01 01:40:00+00', NULL, 'email', 16, 'added', '{user:2,contacts,addEmail,e2a4a048-54b7-451e-a02f-2569f053a847,NULL}', '{"email": "contas@acme.example", "flat_only": false, "is_locked": false, "created_at": "2026-11-30T13:29:51.975539+00:00", "is_for_invoicing": true}', 1),
	(2, 16, 101, '163271', '2024-06-01 01:41:00+00', 3, 'customer', 16, 'changed', '{user:2,contacts,addCompanyName,d042be10-a1ff-4479-8275-bb26838077e7,NULL}', '{}', 1),
	(2, 16, 102, '163271', '2024-06-01 01:42:00+00', NULL, 'company_name', 4, 'added', '{user:2,contacts,addCompanyName,d042be10-a1ff-4479-8275-bb26838077e7,NULL}', '{"name": "Acme Lda.", "is_active": true, "created_at": "2026-11-30T13:29:51.980644+00:00"}', 1),
	(2, 16, 103, '163271', '2024-06-01 01:43:00+00', 3, 'customer', 16, 'changed', '{user:2,contacts,addCompanyName,d042be10-a1ff-4479-8275-bb26838077e7,NULL}', '{"company_name_chosen": [false, true], "default_company_name_id": [null, 4]}', 1),
	(2, 16, 104, '163273', '2024-06-01 01:44:00+00', NULL, 'company_name', 4, 'changed', '{user:2,contacts,toggleCompanyNameActive,2be3b16f-f99d-47d4-b705-fd8ebe0eec42,NULL}', '{"is_active": [true, false]}', 1),
	(2, 16, 105, '163273', '2024-06-01 01:45:00+00', 4, 'customer', 16, 'changed', '{user:2,contacts,toggleCompanyNameActive,2be3b16f-f99d-47d4-b705-fd8ebe0eec42,NULL}', '{"default_company_name_id": [4, null]}', 1),
	(2, 16, 106, '163275', '2024-06-01 01:46:00+00', 5, 'customer', 16, 'changed', '{user:2,contacts,addCompanyName,f374dff5-a8c0-43cf-bdb0-21123842dda3,NULL}', '{}', 1),
	(2, 16, 107, '163275', '2024-06-01 01:47:00+00', NULL, 'company_name', 5, 'added', '{user:2,contacts,addCompanyName,f374dff5-a8c0-43cf-bdb0-21123842dda3,NULL}', '{"name": "Acme Segunda Lda.", "is_active": true, "created_at": "2026-11-30T13:29:52.005828+00:00"}', 1),
	(2, 17, 108, '163276', '2024-06-01 01:48:00+00', 1, 'customer', 17, 'added', '{key:9,accounting,createCustomer,564c6245-814f-4b71-b54a-ab1636055640,NULL}', '{"kind": "business", "tags": [], "token": "pk0ht1yiacnl", "status": "A", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:52.016629+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Noite", "opening_balance": "10.55", "dunning_delivery": "email", "invoice_delivery": "email", "opening_balance_at": "2024-10-27T00:30:00+00:00", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(2, 17, 109, '163277', '2024-06-01 01:49:00+00', NULL, 'ledger_entry', 6, 'added', '{key:9,accounting,addLedgerEntry,94b7e138-e0ba-438f-bb90-24fa7bb0c578,NULL}', '{"kind": "invoice", "amount": "500.00", "currency": "EUR", "reference": "F-1", "created_at": "2026-11-30T13:29:52.027817+00:00", "occurred_at": "2024-10-27T00:30:00+00:00"}', 1),
	(2, 17, 110, '163277', '2024-06-01 01:50:00+00', 2, 'customer', 17, 'changed', '{key:9,accounting,addLedgerEntry,94b7e138-e0ba-438f-bb90-24fa7bb0c578,NULL}', '{}', 1),
	(2, 17, 111, '163278', '2024-06-01 01:51:00+00', NULL, 'ledger_entry', 7, 'added', '{key:9,accounting,addLedgerEntry,330bbb1d-ec60-4a70-85b1-5d854b53c2d5,NULL}', '{"kind": "payment", "amount": "499.99", "currency": "EUR", "reference": "R-1", "created_at": "2026-11-30T13:29:52.03627+00:00", "occurred_at": "2024-10-27T01:30:00+00:00"}', 1),
	(2, 17, 112, '163278', '2024-06-01 01:52:00+00', 3, 'customer', 17, 'changed', '{key:9,accounting,addLedgerEntry,330bbb1d-ec60-4a70-85b1-5d854b53c2d5,NULL}', '{}', 1),
	(2, 18, 113, '163280', '2024-06-01 01:53:00+00', 1, 'customer', 18, 'added', '{key:8,erp,createCustomer,826fe1e9-0ee1-4cc9-a870-e269afd07800,NULL}', '{"kind": "business", "tags": [], "token": "i6a1cuhonft8", "status": "A", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:52.048374+00:00", "no_dunning": false, "country_iso": "PT", "no_latefees": false, "no_procfees": false, "display_name": "ΟΔΟΣ Παύλος", "main_phone_id": 21, "edi_identifier": "E-1", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 17, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(2, 18, 114, '163280', '2024-06-01 01:54:00+00', NULL, 'email', 17, 'added', '{key:8,erp,createCustomer,826fe1e9-0ee1-4cc9-a870-e269afd07800,NULL}', '{"email": "ΠΑΥΛΟΣ@example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:52.048374+00:00", "is_for_invoicing": false}', 1),
	(2, 18, 115, '163280', '2024-06-01 01:55:00+00', NULL, 'phone', 21, 'added', '{key:8,erp,createCustomer,826fe1e9-0ee1-4cc9-a870-e269afd07800,NULL}', '{"phone": "+351211234567", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:52.048374+00:00", "is_whatsapp": false}', 1),
	(2, 19, 116, '163281', '2024-06-01 01:56:00+00', 1, 'customer', 19, 'added', '{user:2+key:7,clients,createClient,8d822bda-17bc-4d94-aaca-bde7b4902535,NULL}', '{"kind": "business", "tags": [], "token": "hxjdegyp1wek", "status": "B", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:52.06654+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Ángel Zebra", "external_key": "EK-77", "main_phone_id": 22, "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "primary_email_id": 18, "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(2, 19, 117, '163281', '2024-06-01 01:57:00+00', NULL, 'email', 18, 'added', '{user:2+key:7,clients,createClient,8d822bda-17bc-4d94-aaca-bde7b4902535,NULL}', '{"email": "angel@example.com", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:52.06654+00:00", "is_for_invoicing": false}', 1),
	(2, 19, 118, '163281', '2024-06-01 01:58:00+00', NULL, 'phone', 22, 'added', '{user:2+key:7,clients,createClient,8d822bda-17bc-4d94-aaca-bde7b4902535,NULL}', '{"phone": "+351 911 111 111", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:52.06654+00:00", "is_whatsapp": false}', 1),
	(2, 19, 119, '163282', '2024-06-01 01:59:00+00', NULL, 'email', 18, 'changed', '{user:2+key:7,clients,updateClient,1f6488d6-3678-4a89-8a47-a7b0ca7ed4a7,NULL}', '{"email": ["angel@example.com", "angel.second@example.com"]}', 1),
	(2, 19, 120, '163282', '2024-06-01 02:00:00+00', NULL, 'phone', 22, 'removed', '{user:2+key:7,clients,updateClient,1f6488d6-3678-4a89-8a47-a7b0ca7ed4a7,NULL}', '{"phone": "+351 911 111 111", "flat_only": true, "is_locked": false, "created_at": "2026-11-30T13:29:52.06654+00:00", "is_whatsapp": false}', 1),
	(2, 19, 121, '163282', '2024-06-01 02:01:00+00', 2, 'customer', 19, 'changed', '{user:2+key:7,clients,updateClient,1f6488d6-3678-4a89-8a47-a7b0ca7ed4a7,NULL}', '{"status": ["B", "C"], "main_phone_id": [22, null]}', 1),
	(2, 20, 122, '163283', '2024-06-01 02:02:00+00', 1, 'customer', 20, 'added', '{user:2,contacts,createCustomer,aa52b001-8f34-4a16-a8db-800202e7148f,NULL}', '{"kind": "business", "tags": [], "token": "dy37tqi0xwqf", "status": "A", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:52.087997+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Só o nome", "contact_origin": "WEB_FORM", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(2, 21, 123, '163284', '2024-06-01 02:03:00+00', 1, 'customer', 21, 'added', '{user:2,contacts,createCustomer,2e0c5291-aaee-4e26-8afe-1f0bbf750c6c,NULL}', '{"kind": "business", "tags": [], "token": "jx4hpok3cgui", "status": "A", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:52.093504+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Apagado", "contact_origin": "WEB_FORM", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1),
	(2, 21, 124, '163285', '2024-06-01 02:04:00+00', 2, 'customer', 21, 'changed', '{user:2,contacts,addCompanyName,03d28627-7740-4845-b402-a6f826b44908,NULL}', '{}', 1),
	(2, 21, 125, '163285', '2024-06-01 02:05:00+00', NULL, 'company_name', 6, 'added', '{user:2,contacts,addCompanyName,03d28627-7740-4845-b402-a6f826b44908,NULL}', '{"name": "Apagado Lda.", "is_active": true, "created_at": "2026-11-30T13:29:52.097966+00:00"}', 1),
	(2, 21, 126, '163285', '2024-06-01 02:06:00+00', 2, 'customer', 21, 'changed', '{user:2,contacts,addCompanyName,03d28627-7740-4845-b402-a6f826b44908,NULL}', '{"company_name_chosen": [false, true], "default_company_name_id": [null, 6]}', 1),
	(2, 21, 127, '163286', '2024-06-01 02:07:00+00', 3, 'customer', 21, 'changed', '{key:9,accounting,deleteCustomer,8fa78752-6a98-4d7a-a8d4-9e21c6db9288,NULL}', '{"deleted_at": [null, "2026-11-30T13:29:52.102566+00:00"]}', 1),
	(2, 22, 128, '163290', '2024-06-01 02:08:00+00', 1, 'customer', 22, 'added', '{user:2+key:7,clients,createClient,3065790d-d503-4856-9f09-ee2970d6b443,NULL}', '{"kind": "business", "tags": [], "token": "sq98k1hczn5w", "status": "A", "currency": "EUR", "no_taxes": false, "created_at": "2026-11-30T13:29:52.219868+00:00", "no_dunning": false, "no_latefees": false, "no_procfees": false, "display_name": "Uma vez", "opening_balance": "0", "dunning_delivery": "email", "invoice_delivery": "email", "company_name_chosen": false, "opening_balance_rate": "1"}', 1);


--
-- Data for Name: company_names; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.company_names (tenant_id, customer_id, id, name, tax_id, billing_email, address, billing_address, is_active, created_at, updated_at) VALUES
	(1, 1, 1, 'Acme Corp Ltd.', 'ABC 123-456', 'pay@acme.example', '123 Main St', 'PO Box 456', true, '2024-05-01 01:00:00+00', '2024-12-01 01:00:00+00'),
	(1, 1, 3, 'Acme Old', NULL, NULL, NULL, NULL, false, '2024-05-01 03:00:00+00', '2024-12-01 03:00:00+00'),
	(1, 1, 2, 'Acme Uruguay S.A.', '21.100.342.0017', NULL, NULL, NULL, true, '2024-05-01 02:00:00+00', '2024-12-01 02:00:00+00'),
	(2, 16, 4, 'Acme Lda.', NULL, NULL, NULL, NULL, false, '2024-05-01 04:00:00+00', '2024-12-01 04:00:00+00'),
	(2, 16, 5, 'Acme Segunda Lda.', NULL, NULL, NULL, NULL, true, '2024-05-01 05:00:00+00', '2024-12-01 05:00:00+00'),
	(2, 21, 6, 'Apagado Lda.', NULL, NULL, NULL, NULL, true, '2024-05-01 06:00:00+00', '2024-12-01 06:00:00+00');


--
-- Data for Name: compared_blocks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compared_rows; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: contact_persons; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contact_persons (tenant_id, customer_id, id, external_key, token, salutation, first_name, middle_name, last_name, name_suffix, title, email_id, phone_id, created_at, updated_at, deleted_at, customer_created_at) VALUES
	(1, 1, 1, NULL, '56mx5hz9fla0', NULL, 'José', NULL, 'Muñoz', NULL, NULL, NULL, NULL, '2024-04-01 01:00:00+00', '2024-11-01 01:00:00+00', NULL, '2026-11-30 13:29:51.153321+00'),
	(1, 1, 2, 'person-1', 'znbgnruglovb', NULL, 'Todd', 'Q', 'Customer', 'Jr.', 'Accounts', 4, 6, '2024-04-01 02:00:00+00', '2024-11-01 02:00:00+00', NULL, '2026-11-30 13:29:51.153321+00'),
	(1, 13, 4, NULL, 'd77jzy0pfv0x', 'Ms.', 'Grace', NULL, 'Hopper', NULL, NULL, NULL, NULL, '2024-04-01 04:00:00+00', '2024-11-01 04:00:00+00', NULL, '2026-11-30 13:29:51.706401+00'),
	(1, 1, 3, NULL, 'xx69287q9plf', NULL, 'Eve', NULL, NULL, NULL, NULL, NULL, NULL, '2024-04-01 03:00:00+00', '2024-11-01 03:00:00+00', '2024-11-01 03:00:00+00', '2026-11-30 13:29:51.153321+00'),
	(1, 15, 5, NULL, 'hus12wckcc3l', NULL, 'Goes', NULL, 'Along', NULL, NULL, NULL, NULL, '2024-04-01 05:00:00+00', '2024-11-01 05:00:00+00', '2024-10-27 00:10:00+00', '2026-11-30 13:29:51.823282+00');


--
-- Data for Name: customer_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_counts (tenant_id, part, living, status) VALUES
	(1, 2, 1, 'A'),
	(1, 3, 1, 'GOLD'),
	(1, 1, 1, 'I'),
	(1, 3, 3, 'A'),
	(1, 3, 1, 'I'),
	(1, 1, 6, 'A'),
	(2, 1, 1, 'A'),
	(2, 7, 0, 'B'),
	(2, 7, 1, 'C'),
	(2, 7, 4, 'A');


--
-- Data for Name: customer_merges; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: customer_pairs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: customer_updates; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_updates (tenant_id, customer_id, updated_at) VALUES
	(1, 2, '2024-10-26 19:50:00+00'),
	(1, 3, '2024-10-26 20:10:00+00'),
	(1, 5, '2024-10-26 20:50:00+00'),
	(1, 6, '2024-10-26 21:10:00+00'),
	(1, 7, '2024-10-26 21:30:00+00'),
	(1, 8, '2024-10-26 21:50:00+00'),
	(1, 9, '2024-10-26 22:10:00+00'),
	(1, 10, '2024-10-26 22:30:00+00'),
	(1, 12, '2024-10-26 23:10:00+00'),
	(1, 11, '2024-10-26 22:50:00+00'),
	(1, 13, '2024-10-26 23:30:00+00'),
	(1, 14, '2024-10-26 23:50:00+00'),
	(1, 1, '2024-10-26 19:30:00+00'),
	(2, 16, '2024-10-27 00:30:00+00'),
	(2, 17, '2024-10-27 00:50:00+00'),
	(2, 18, '2024-10-27 01:10:00+00'),
	(2, 19, '2024-10-27 01:30:00+00'),
	(2, 20, '2024-10-27 01:50:00+00'),
	(2, 22, '2024-10-27 02:30:00+00');


--
-- Data for Name: customers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customers (tenant_id, id, version, created_at, updated_at, deleted_at, external_key, display_name, legal_name, trade_name, kind, tax_id, document, document_type, website, image_url, note, status, country_iso, contact_origin, parent_id, token, billing_line_1, billing_line_2, billing_line_3, billing_city, billing_state, billing_postcode, billing_country, billing_email, billing_phone, shipping_line_1, shipping_line_2, shipping_line_3, shipping_city, shipping_state, shipping_postcode, shipping_country, shipping_email, shipping_phone, site_street, site_door_number, site_apartment, site_corner, site_zip_code, site_latitude, site_longitude, site_country_id, site_department_id, tags, custom_1, custom_2, custom_3, custom_4, custom_5, custom_6, custom_7, custom_8, custom_9, custom_10, custom_11, custom_12, custom_13, custom_14, custom_15, custom_16, custom_17, custom_18, custom_19, custom_20, language_id, class_id, admin_id, campaign_id, terms_id, no_taxes, no_dunning, no_latefees, no_procfees, invoice_delivery, dunning_delivery, discount_group, salesperson, electronic_document_interchange, edi_identifier, currency, opening_balance, opening_balance_at, opening_balance_rate, opening_balance_branch_id, primary_email_id, main_phone_id, mobile_phone_id, fax_phone_id, main_contact_id, default_company_name_id, company_name_chosen, default_company_name_active, status_before) VALUES
	(1, 1, 16, '2024-03-30 19:50:00+00', '2024-10-26 19:30:00+00', NULL, 'crm-1001', 'Acme Corporation', NULL, NULL, 'business', 'US-123.456/789', NULL, NULL, NULL, NULL, 'Changed through clients', 'A', NULL, NULL, NULL, '2xzyen7u0awo', '123 Business Ave', 'Suite 4', NULL, 'New York', 'NY', '10001', 'US', NULL, NULL, 'Dock 7', NULL, NULL, 'Newark', NULL, NULL, 'US', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{vip,wholesale}', 'one', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'twenty', NULL, NULL, NULL, NULL, NULL, true, false, false, false, 'print', 'email', NULL, NULL, NULL, NULL, 'USD', 0, NULL, 1, NULL, 1, 1, 19, NULL, 1, 2, true, true, NULL),
	(1, 13, 3, '2024-03-30 23:50:00+00', '2024-10-26 23:30:00+00', NULL, NULL, 'Grace Hopper', 'Navy', NULL, 'individual', NULL, NULL, NULL, 'navy.example', NULL, 'line one
line two', 'A', NULL, NULL, NULL, 'porq64kjrog5', '1 Pier', NULL, NULL, 'Norfolk', NULL, NULL, NULL, 'pier@example.com', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'KWD', 1.234, '2024-01-01 00:00:00+00', 3.2567, NULL, 12, 16, 17, NULL, 4, NULL, false, true, NULL),
	(1, 2, 4, '2024-03-30 20:10:00+00', '2024-10-26 19:50:00+00', NULL, NULL, 'Acme Branch', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, 1, '3q33wbvrd1j2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 6, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 3, 1, '2024-03-30 20:30:00+00', '2024-10-26 20:10:00+00', NULL, 'EK-77', 'Blank Texts', NULL, NULL, 'business', NULL, '4.123.456-7', 2, NULL, NULL, NULL, 'GOLD', NULL, NULL, NULL, 'd3yet37j2nk0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 5, 1, '2024-03-30 21:10:00+00', '2024-10-26 20:50:00+00', NULL, 'EK-78', 'Untrimmed Key', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'zav4nmccx07z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Bvar. Artigas', '567', '2B', NULL, '11300', -34.894, -56.153, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 6, 1, '2024-03-30 21:30:00+00', '2024-10-26 21:10:00+00', NULL, NULL, 'Blank Key', NULL, NULL, 'business', NULL, NULL, NULL, NULL, 'https://example.com/a.png', NULL, 'A', NULL, NULL, NULL, '2rr57dslj0n2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 7, 7, 8, NULL, NULL, NULL, false, true, NULL),
	(1, 7, 1, '2024-03-30 21:50:00+00', '2024-10-26 21:30:00+00', NULL, NULL, 'Inactive', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'I', NULL, NULL, NULL, 'njrwfbmj86m9', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 8, NULL, NULL, NULL, NULL, NULL, false, true, 'A'),
	(1, 8, 1, '2024-03-30 22:10:00+00', '2024-10-26 21:50:00+00', NULL, NULL, 'A​B invisible', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'gc48tipgikwr', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, 9, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 14, 2, '2024-03-31 00:10:00+00', '2024-10-26 23:50:00+00', NULL, NULL, 'Undated Balance', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, '41gv80udmwmz', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'JPY', 100, '2024-02-29 00:00:00+00', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 9, 5, '2024-03-30 22:30:00+00', '2024-10-26 22:10:00+00', NULL, NULL, 'Seen Twice', 'Seen Twice S.R.L.', NULL, 'business', '21-123456-0018', NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'fair', NULL, 'vwt51emt0j7q', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 9, 10, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 10, 1, '2024-03-30 22:50:00+00', '2024-10-26 22:30:00+00', NULL, NULL, 'Blanks around', 'two lines', NULL, 'business', 'N/A', NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, 'a9in1qnr199g', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 12, 1, '2024-03-30 23:30:00+00', '2024-10-26 23:10:00+00', NULL, NULL, 'Switched Off', NULL, NULL, 'business', '999999990', NULL, NULL, NULL, NULL, NULL, 'I', NULL, NULL, NULL, 'a0mzf3ax1p0e', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, 'A'),
	(1, 11, 2, '2024-03-30 23:10:00+00', '2024-10-26 22:50:00+00', NULL, NULL, 'Terceira', NULL, 'Third Party', 'business', 'PT 509.442.013', NULL, NULL, 'https://third.example', NULL, 'Changed once', 'A', 'UY', NULL, NULL, '134y8mszrubn', 'Rua do Século 1', NULL, NULL, 'Lisboa', NULL, '1200-433', 'PT', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', 'D1', 'S1', NULL, NULL, 'UYU', 0, NULL, 1, NULL, 11, 13, 14, 15, NULL, NULL, false, true, NULL),
	(2, 16, 5, '2024-03-31 00:50:00+00', '2024-10-27 00:30:00+00', NULL, 'crm-1001', 'Acme Corporation', NULL, NULL, 'business', '509442013', NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, '8sqejzeg84a1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, 15, 20, NULL, NULL, NULL, NULL, true, true, NULL),
	(2, 17, 3, '2024-03-31 01:10:00+00', '2024-10-27 00:50:00+00', NULL, NULL, 'Noite', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'pk0ht1yiacnl', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 10.55, '2024-10-27 00:30:00+00', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(2, 18, 1, '2024-03-31 01:30:00+00', '2024-10-27 01:10:00+00', NULL, NULL, 'ΟΔΟΣ Παύλος', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', 'PT', NULL, NULL, 'i6a1cuhonft8', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, 'E-1', 'EUR', 0, NULL, 1, NULL, 17, 21, NULL, NULL, NULL, NULL, false, true, NULL),
	(2, 19, 2, '2024-03-31 01:50:00+00', '2024-10-27 01:30:00+00', NULL, 'EK-77', 'Ángel Zebra', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'C', NULL, NULL, NULL, 'hxjdegyp1wek', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, 18, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(2, 20, 1, '2024-03-31 02:10:00+00', '2024-10-27 01:50:00+00', NULL, NULL, 'Só o nome', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, 'dy37tqi0xwqf', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(2, 22, 1, '2024-03-31 02:50:00+00', '2024-10-27 02:30:00+00', NULL, NULL, 'Uma vez', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'sq98k1hczn5w', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, true, NULL),
	(1, 15, 3, '2024-03-31 00:30:00+00', '2024-10-27 00:10:00+00', '2024-10-27 00:10:00+00', 'gone-1', 'Deleted', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, 'rk2qsmzmq0ub', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'UYU', 0, NULL, 1, NULL, 14, 18, NULL, NULL, 5, NULL, false, true, NULL),
	(2, 21, 3, '2024-03-31 02:30:00+00', '2024-10-27 02:10:00+00', '2024-10-27 02:10:00+00', NULL, 'Apagado', NULL, NULL, 'business', NULL, NULL, NULL, NULL, NULL, NULL, 'A', NULL, 'WEB_FORM', NULL, 'jx4hpok3cgui', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'email', 'email', NULL, NULL, NULL, NULL, 'EUR', 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 6, true, true, NULL);


--
-- Data for Name: emails; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.emails (tenant_id, customer_id, id, email, email_normal, is_for_invoicing, name, role, notes, is_locked, created_at, updated_at, flat_only, is_twin) VALUES
	(1, 1, 1, 'jose@acme.example', 'jose@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 01:00:00+00', '2024-12-01 01:00:00+00', true, false),
	(1, 1, 3, 'İpek@acme.example', 'i̇pek@acme.example', false, 'İpek', NULL, NULL, false, '2024-05-01 03:00:00+00', '2024-12-01 03:00:00+00', false, false),
	(1, 1, 2, 'billing@acme.example', 'billing@acme.example', true, 'John Doe', 'Finance', 'Mondays', true, '2024-05-01 02:00:00+00', '2024-12-01 02:00:00+00', false, false),
	(1, 1, 4, 'todd@acme.example', 'todd@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 04:00:00+00', '2024-12-01 04:00:00+00', false, false),
	(1, 1, 5, 'eve@acme.example', 'eve@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 05:00:00+00', '2024-12-01 05:00:00+00', false, false),
	(1, 2, 6, 'branch@acme.example', 'branch@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 06:00:00+00', '2024-12-01 06:00:00+00', true, false),
	(1, 6, 7, 'Blank.Key@Example.com', 'blank.key@example.com', false, NULL, NULL, NULL, false, '2024-05-01 07:00:00+00', '2024-12-01 07:00:00+00', true, false),
	(1, 7, 8, 'inactive@example.com', 'inactive@example.com', false, NULL, NULL, NULL, false, '2024-05-01 08:00:00+00', '2024-12-01 08:00:00+00', true, false),
	(1, 9, 9, 'user@example.com', 'user@example.com', false, NULL, NULL, NULL, false, '2024-05-01 09:00:00+00', '2024-12-01 09:00:00+00', false, false),
	(1, 9, 10, 'USER.two@Example.com', 'user.two@example.com', false, NULL, NULL, NULL, false, '2024-05-01 10:00:00+00', '2024-12-01 10:00:00+00', false, false),
	(1, 11, 11, 'erp@example.com', 'erp@example.com', false, NULL, NULL, NULL, false, '2024-05-01 11:00:00+00', '2024-12-01 11:00:00+00', true, false),
	(1, 13, 12, 'grace@example.com', 'grace@example.com', false, NULL, NULL, NULL, false, '2024-05-01 12:00:00+00', '2024-12-01 12:00:00+00', true, false),
	(1, 15, 13, 'deleted@example.com', 'deleted@example.com', false, NULL, NULL, NULL, false, '2024-05-01 13:00:00+00', '2024-12-01 13:00:00+00', true, false),
	(1, 15, 14, 'along@example.com', 'along@example.com', false, NULL, NULL, NULL, false, '2024-05-01 14:00:00+00', '2024-12-01 14:00:00+00', false, false),
	(2, 16, 15, 'jose@acme.example', 'jose@acme.example', false, NULL, NULL, NULL, false, '2024-05-01 15:00:00+00', '2024-12-01 15:00:00+00', true, false),
	(2, 16, 16, 'contas@acme.example', 'contas@acme.example', true, NULL, NULL, NULL, false, '2024-05-01 16:00:00+00', '2024-12-01 16:00:00+00', false, false),
	(2, 18, 17, 'ΠΑΥΛΟΣ@example.com', 'παυλοσ@example.com', false, NULL, NULL, NULL, false, '2024-05-01 17:00:00+00', '2024-12-01 17:00:00+00', true, false),
	(2, 19, 18, 'angel.second@example.com', 'angel.second@example.com', false, NULL, NULL, NULL, false, '2024-05-01 18:00:00+00', '2024-12-01 18:00:00+00', true, false);


--
-- Data for Name: erp_nonces; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.erp_nonces (tenant_id, caller, nonce) VALUES
	(1, 'key:3', 1796045389585),
	(2, 'key:8', 1796045389586);


--
-- Data for Name: feed_consumers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed_consumers (tenant_id, consumer, era, written_by, seen_at) VALUES
	(2, 'webhook:1', 1, '163286', '2026-11-30 13:29:52.11902+00');


--
-- Data for Name: feed_eras; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed_eras (id, token, server, began_at) VALUES
	(1, '6fca3fb4-73da-4c0f-befe-5f4cb4dc95e7', '7713790403139130234 00000001 217746', '2026-11-30 13:29:49.816635+00');


--
-- Data for Name: import_links; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: import_rows; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: imports; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: kept_answers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.kept_answers (tenant_id, caller, route, key, request_hash, status, headers, body, customer_ids, created_at) VALUES
	(2, 'user:2+key:7', 'POST /apidev/v1/clients', 'once', '\xaa2f1839075de2deb885f52f6b1f8d6aea30edcc15d4df2901122236ee704499', 201, '{"ETag": "W/\"1.1\"", "Content-Type": "application/json; charset=utf-8"}', '\x7b2273756363657373223a747275652c2264617461223a7b226964223a223232227d2c226d657461223a7b7d7d', '{22}', '2026-11-30 13:29:52.219868+00');


--
-- Data for Name: late_changes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_entries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_entries (tenant_id, id, customer_id, payer_id, kind, amount, currency, occurred_at, reference, created_at) VALUES
	(1, 1, 2, NULL, 'invoice', 250.50, 'UYU', '2025-03-30 01:30:00+00', 'INV-1', '2025-11-01 01:00:00+00'),
	(1, 2, 2, 1, 'payment', 100.00, 'UYU', '2025-10-26 00:30:00+00', 'PAY-1', '2025-11-01 02:00:00+00'),
	(1, 3, 2, NULL, 'credit', 10.25, 'UYU', '2025-10-26 01:30:00+00', NULL, '2025-11-01 03:00:00+00'),
	(1, 4, 13, NULL, 'invoice', 12.345, 'KWD', '2024-10-27 00:30:00+00', NULL, '2025-11-01 04:00:00+00'),
	(1, 5, 13, NULL, 'adjustment', -0.500, 'KWD', '2024-10-27 01:10:00+00', 'ADJ 1', '2025-11-01 05:00:00+00'),
	(2, 6, 17, NULL, 'invoice', 500.00, 'EUR', '2024-10-27 00:30:00+00', 'F-1', '2025-11-01 06:00:00+00'),
	(2, 7, 17, NULL, 'payment', 499.99, 'EUR', '2024-10-27 01:30:00+00', 'R-1', '2025-11-01 07:00:00+00');


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships (tenant_id, user_id, permissions, created_at) VALUES
	(1, 1, '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write,tenant:write,users:read,users:write,webhooks:read,webhooks:write,ids:write}', '2024-01-03 00:00:00+00'),
	(2, 2, '{customers:read,customers:write,emails:write,phones:write,company-names:write,ledger:read,ledger:write,keys:read,keys:write,tenant:write,users:read,users:write,webhooks:read,webhooks:write,ids:write}', '2024-01-03 00:00:00+00');


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
	(7, 1763700600000, 'PersonsGoWithTheirCustomer1763700600000'),
	(8, 1763700700000, 'RecordsCompareByOneRule1763700700000'),
	(9, 1763700750000, 'InactiveCustomersKeepTheirStatus1763700750000'),
	(10, 1763700800000, 'OneSearchAndOneComparison1763700800000'),
	(11, 1763700850000, 'TokensNameCustomers1763700850000'),
	(12, 1763700900000, 'TenantsChooseTheirForms1763700900000'),
	(13, 1763701100000, 'AccountsCanBeClosed1763701100000'),
	(14, 1763701110000, 'KeysFollowTheirMaker1763701110000'),
	(15, 1763701150000, 'PrivateKeysAreStoredEncrypted1763701150000'),
	(16, 1763701200000, 'FunctionsFindEachOtherInARestore1763701200000'),
	(17, 1763701210000, 'KeysKnowTheirReplacement1763701210000'),
	(18, 1763701300000, 'LookupsHaveIndexes1763701300000'),
	(19, 1763701310000, 'CountsKnowTheStatus1763701310000'),
	(20, 1763701320000, 'SearchesAreBounded1763701320000'),
	(21, 1763701400000, 'TablesCanBeDistributed1763701400000'),
	(22, 1763701500000, 'UpdatesCostLess1763701500000'),
	(23, 1763701600000, 'ClientelaHasKeys1763701600000'),
	(24, 1763701700000, 'AnswersAreKept1763701700000'),
	(25, 1763701710000, 'SettingsHaveAVersion1763701710000'),
	(26, 1763701800000, 'ChangesAreKept1763701800000'),
	(27, 1763701900000, 'ChangesHaveAnOrder1763701900000'),
	(28, 1763701910000, 'ChangesCanBeTrimmed1763701910000'),
	(29, 1763701920000, 'CustomersCanBeErased1763701920000'),
	(30, 1763702000000, 'ChangesCanBeCounted1763702000000'),
	(31, 1763702100000, 'EventsArePushed1763702100000'),
	(32, 1763702150000, 'NormalFormsAreCompiledOnce1763702150000'),
	(33, 1763702160000, 'ChangesCostLess1763702160000'),
	(34, 1763702200000, 'ContractsCanHaveTheirOwnIds1763702200000'),
	(35, 1763702300000, 'CustomersCanBeImported1763702300000'),
	(36, 1763702350000, 'ImportsRunByThemselves1763702350000'),
	(37, 1763702400000, 'CustomersCanBeCompared1763702400000'),
	(38, 1763702500000, 'CustomersCanBeMerged1763702500000'),
	(39, 1763702600000, 'IdentityProviders1763702600000'),
	(40, 1763702900000, 'DatabasesKnowTheirRelease1763702900000');


--
-- Data for Name: phones; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.phones (tenant_id, customer_id, id, phone, extension, phone_normal, is_whatsapp, name, role, notes, is_locked, created_at, updated_at, flat_only, is_twin) VALUES
	(1, 1, 1, '+1 (212) 555-0142', NULL, '+12125550142', false, NULL, NULL, NULL, false, '2024-05-01 01:00:00+00', '2024-12-01 01:00:00+00', true, false),
	(1, 1, 2, '+12125550170', '5', '+12125550170;ext=5', false, 'extension 5', NULL, NULL, false, '2024-05-01 02:00:00+00', '2024-12-01 02:00:00+00', false, false),
	(1, 1, 4, '+12125550170', '05', '+12125550170;ext=05', false, 'extension 05', NULL, NULL, false, '2024-05-01 04:00:00+00', '2024-12-01 04:00:00+00', false, false),
	(1, 1, 5, '+442079460018', NULL, '+442079460018', true, NULL, 'Sales', NULL, true, '2024-05-01 05:00:00+00', '2024-12-01 05:00:00+00', false, false),
	(1, 1, 6, '+12125550143', NULL, '+12125550143', false, NULL, NULL, NULL, false, '2024-05-01 06:00:00+00', '2024-12-01 06:00:00+00', false, false),
	(1, 6, 7, '099 123 456', NULL, '+59899123456', false, NULL, NULL, NULL, false, '2024-05-01 07:00:00+00', '2024-12-01 07:00:00+00', true, false),
	(1, 6, 8, '094 999 888', NULL, '+59894999888', false, NULL, NULL, NULL, false, '2024-05-01 08:00:00+00', '2024-12-01 08:00:00+00', true, false),
	(1, 8, 9, '+598 2 100 9876', NULL, '+59821009876', false, NULL, NULL, NULL, false, '2024-05-01 09:00:00+00', '2024-12-01 09:00:00+00', true, false),
	(1, 9, 10, '01 23 45 67 89', NULL, '+598123456789', false, NULL, NULL, NULL, false, '2024-05-01 10:00:00+00', '2024-12-01 10:00:00+00', false, false),
	(1, 9, 11, '+33 1 23 45 67 89', NULL, '+33123456789', false, NULL, NULL, NULL, false, '2024-05-01 11:00:00+00', '2024-12-01 11:00:00+00', false, false),
	(1, 11, 13, '+351 211 234 567', NULL, '+351211234567', false, NULL, NULL, NULL, false, '2024-05-01 13:00:00+00', '2024-12-01 13:00:00+00', true, false),
	(1, 11, 14, '+351 911 234 567', NULL, '+351911234567', false, NULL, NULL, NULL, false, '2024-05-01 14:00:00+00', '2024-12-01 14:00:00+00', true, false),
	(1, 11, 15, '+351 211 234 568', NULL, '+351211234568', false, NULL, NULL, NULL, false, '2024-05-01 15:00:00+00', '2024-12-01 15:00:00+00', true, false),
	(1, 13, 16, '+1 212 555 0170', '45', '+12125550170;ext=45', false, NULL, NULL, NULL, false, '2024-05-01 16:00:00+00', '2024-12-01 16:00:00+00', true, false),
	(1, 13, 17, '+1 212 555 0171', NULL, '+12125550171', false, NULL, NULL, NULL, false, '2024-05-01 17:00:00+00', '2024-12-01 17:00:00+00', true, false),
	(1, 15, 18, '+598 2 100 1111', NULL, '+59821001111', false, NULL, NULL, NULL, false, '2024-05-01 18:00:00+00', '2024-12-01 18:00:00+00', true, false),
	(1, 1, 19, '+12125550199', NULL, '+12125550199', false, NULL, NULL, NULL, false, '2024-05-01 19:00:00+00', '2024-12-01 19:00:00+00', true, false),
	(2, 16, 20, '211 234 567', NULL, '+351211234567', false, NULL, NULL, NULL, false, '2024-05-01 20:00:00+00', '2024-12-01 20:00:00+00', true, false),
	(2, 18, 21, '+351211234567', NULL, '+351211234567', false, NULL, NULL, NULL, false, '2024-05-01 21:00:00+00', '2024-12-01 21:00:00+00', true, false);


--
-- Data for Name: schema_release; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_release (is_only, release, works_beside, migrations, protections) VALUES
	(true, '0.2.0', '0.2.0', '{TenantsHaveUsersAndKeys1763700000000,OneCustomerRecord1763700100000,BalancesComeFromALedger1763700200000,RequestsMayBeSigned1763700300000,RowsShowToTheirTenantAlone1763700400000,ListsReadWhatTheyShow1763700500000,PersonsGoWithTheirCustomer1763700600000,RecordsCompareByOneRule1763700700000,InactiveCustomersKeepTheirStatus1763700750000,OneSearchAndOneComparison1763700800000,TokensNameCustomers1763700850000,TenantsChooseTheirForms1763700900000,AccountsCanBeClosed1763701100000,KeysFollowTheirMaker1763701110000,PrivateKeysAreStoredEncrypted1763701150000,FunctionsFindEachOtherInARestore1763701200000,KeysKnowTheirReplacement1763701210000,LookupsHaveIndexes1763701300000,CountsKnowTheStatus1763701310000,SearchesAreBounded1763701320000,TablesCanBeDistributed1763701400000,UpdatesCostLess1763701500000,ClientelaHasKeys1763701600000,AnswersAreKept1763701700000,SettingsHaveAVersion1763701710000,ChangesAreKept1763701800000,ChangesHaveAnOrder1763701900000,ChangesCanBeTrimmed1763701910000,CustomersCanBeErased1763701920000,ChangesCanBeCounted1763702000000,EventsArePushed1763702100000,NormalFormsAreCompiledOnce1763702150000,ChangesCostLess1763702160000,ContractsCanHaveTheirOwnIds1763702200000,CustomersCanBeImported1763702300000,ImportsRunByThemselves1763702350000,CustomersCanBeCompared1763702400000,CustomersCanBeMerged1763702500000,IdentityProviders1763702600000,DatabasesKnowTheirRelease1763702900000}', '{"table users": ["clientela_app may INSERT, SELECT, UPDATE", "owned by the owner"], "table emails": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy who_mentions for r to the owner using true with check -", "row security holds the owner too", "row security is on", "trigger a7d5b5460e76b2f7c46d865f984a7c29 emails_kept", "trigger aca5bfecc189e3dbc0b9a9408ca0057d emails_leaving", "trigger c99cff8105f843cc74a962d8062b0509 emails_revalued", "trigger e6cae00acdf8bc11f10dac1626c50989 emails_deleted"], "table phones": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy who_mentions for r to the owner using true with check -", "row security holds the owner too", "row security is on", "trigger 12cc2b78ad471d7fb8e42731b981b826 phones_deleted", "trigger 7f695182cac636e06fa8d10c2e7defb4 phones_revalued", "trigger a841df3f63291ebfe9758e10b32116ba phones_kept", "trigger e1e67a7d0e4cef3ecdab916b8ad8fd62 phones_leaving"], "schema public": ["clientela_app may USAGE"], "table changes": ["clientela_app may INSERT, SELECT", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table imports": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy whose_import for r to the owner using true with check -", "row security holds the owner too", "row security is on"], "table tenants": ["clientela_app may INSERT, SELECT, UPDATE", "owned by the owner"], "table api_keys": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy whose_key for r to the owner using true with check -", "row security holds the owner too", "row security is on"], "table webhooks": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy whose_webhook for r to the owner using true with check -", "row security holds the owner too", "row security is on"], "table wire_ids": ["clientela_app may INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table customers": ["clientela_app may INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy who_mentions for r to the owner using true with check -", "row security holds the owner too", "row security is on", "trigger 06a05337e8a8b43f6f2d966b4dbd21a7 customers_compared_pointers", "trigger 21e8b57ab1239a5ea6607442765d02c3 customers_compared_addresses", "trigger 3617a7163ba39ceef172df70b212893b customers_turned", "trigger 567c05831954e77a1d625d49d0757464 customers_removed", "trigger 5adc8f6af28044634a3be2cd42c4c5b3 customers_keyed", "trigger 9026e8959800795d04331afe050ab3fb customers_compared_custom", "trigger b5a7691efc7a0e5508a7dad35c31b883 customers_added", "trigger bec0f301195af63289252f20363b439c customers_erased", "trigger c846e6c52bb12820fc7f56a3fb05a871 customers_compared_terms", "trigger f1b3bc2ddc6005aa6b608601b2e9125d customers_late", "trigger fec3c7c5ef0f2a2b0519080a96bcda47 customers_kept"], "table feed_eras": ["clientela_app may SELECT", "owned by the owner"], "table erp_nonces": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table migrations": ["owned by the owner"], "table import_rows": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table memberships": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy whose_user for r to the owner using true with check -", "row security holds the owner too", "row security is on"], "table import_links": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table kept_answers": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table late_changes": ["clientela_app may INSERT, SELECT", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table company_names": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy who_mentions for r to the owner using true with check -", "row security holds the owner too", "row security is on", "trigger a9c9a64cb2935da4971f0a6d3dfe8e88 company_names_kept"], "table compared_rows": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table signed_nonces": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table wire_counters": ["clientela_app may INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "sequence changes_seq": ["clientela_app may USAGE"], "table customer_pairs": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table feed_consumers": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table ledger_entries": ["clientela_app may INSERT, SELECT", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on", "trigger 073b8bfb014f6d7ab3ea62501d30629b ledger_entries_kept", "trigger b1d755e3e827d57a927d5fbc4af80491 ledger_entries_stay"], "table schema_release": ["owned by the owner"], "table webhook_events": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table compared_blocks": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table contact_persons": ["clientela_app may DELETE, INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "policy who_mentions for r to the owner using true with check -", "row security holds the owner too", "row security is on", "trigger 86b3345f7f016019522bf79dbf2c2c62 contact_persons_keyed", "trigger c5447a736bfb8b9cd372910304502093 contact_persons_kept", "trigger e8e66ed46c7087c4e0de317766250ad8 contact_persons_aged"], "table customer_counts": ["clientela_app may SELECT", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table customer_merges": ["clientela_app may INSERT, SELECT, UPDATE", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table trimmed_changes": ["clientela_app may SELECT", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "table user_identities": ["clientela_app may DELETE, INSERT, SELECT", "owned by the owner"], "sequence emails_id_seq": ["clientela_app may USAGE"], "sequence phones_id_seq": ["clientela_app may USAGE"], "table customer_updates": ["clientela_app may SELECT", "owned by the owner", "policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -", "row security holds the owner too", "row security is on"], "sequence webhooks_id_seq": ["clientela_app may USAGE"], "sequence customers_id_seq": ["clientela_app may USAGE"], "function public.folded(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 4fe4dfb0722071453cfd33182dabbee5"], "function public.count_added()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 7c39158686be305c275a317c956bafdb"], "function public.feed_server()": ["clientela_app may EXECUTE", "owned by the owner, runs as its caller, settings -, body f9e85632cf91d551741afd7339be9327"], "function public.trimmed(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body ef06c7fd2c39e3a4c4235c651773c2f9"], "sequence company_names_id_seq": ["clientela_app may USAGE"], "function public.count_turned()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 4dee95c7cb611fefacb7ce6753217e1a"], "function public.count_removed()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body c6d78df17b010fc7321f440a5395210a"], "function public.forget_update()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 0c15d528ae95770d7535b38a45b987f6"], "sequence contact_persons_id_seq": ["clientela_app may USAGE"], "function public.containing(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body edfaf7cde3e54e505c761e1fcc170973"], "function public.current_tenant()": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 1c3fa4b18d3a0d6f837c79530f27a640"], "function public.lookup_key(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body c0172bcc712b33d0717a3b70a65b2822"], "function public.renew_feed_era()": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp; lock_timeout=5s, body 8e775324cc73e619a4bac3ee19d27916"], "function public.trimmed_key(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 68f1842cd66b04747b8dc4968a0e7941"], "function public.ascii_digits(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 14e01526506966b89f2f7c4de9cacd89"], "function public.emails_next_twin()": ["owned by the owner, runs as its caller, settings -, body f290445678e072b978c585628b0f1cf4"], "function public.letter_pairs(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body b22a4b8386203fb7a130301c88d7f7a5"], "function public.note_late_change()": ["owned by the owner, runs as its caller, settings -, body 8b9e8baeebb16f1857c4394cd9aa9ecf"], "function public.phones_next_twin()": ["owned by the owner, runs as its caller, settings -, body 8c98d92fe3a5378f5eb35fd53a1a7bee"], "function public.normal_tax_id(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body fd1d83bc4e4599e9500df4a2805b4d7a"], "function public.sampled_customers()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp; plan_cache_mode=auto, body bcdf4e82960b583486477d7053a66e9c"], "function public.emails_keep_change()": ["owned by the owner, runs as its caller, settings -, body 3fd1637387fe379641c509e72f8f0c3b"], "function public.has_many_customers()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 0977eb0d58dbf83c697b7688dc7838dc"], "function public.keys_by_public(text)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 45f611ac1d01c158e653104f722681a3"], "function public.phones_keep_change()": ["owned by the owner, runs as its caller, settings -, body 4291b33e1fcf936affad04627b8f3c76"], "function public.searched_pairs(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 69389a20aa664040bb45461f6a8d8348"], "function public.contact_persons_age()": ["owned by the owner, runs as its caller, settings -, body d4674acddd7ff9a07eaddb15cfc058e7"], "function public.keys_by_secret(bytea)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 2806bbcb0ee116a36de5692d6a143602"], "function public.emails_leave_persons()": ["owned by the owner, runs as its caller, settings -, body 3716bc541037997c08736410fac5fec5"], "function public.memberships_of(bigint)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 41aa75ce9eba01f150f8efeb36de102d"], "function public.phones_leave_persons()": ["owned by the owner, runs as its caller, settings -, body ac0446e22d65ef89835f73fefc672fcb"], "function public.rare_part(text,text[])": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 7a25b40e334d57f52d5024408fba2db0"], "function public.set_locally(text,text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 5e9399c0552e505ff900d819dbfa7359"], "function public.customers_keep_change()": ["owned by the owner, runs as the owner, settings -, body 08e4b9ea29f987770e99e7e092b6e66e"], "function public.customers_key_is_free()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body fb28dcb551537ddf755b57d30da37918"], "function public.ledger_is_append_only()": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 55e9a8e3e5e9f8426f978b382e6f1529"], "function public.number_containing(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 5d4be273ddc467e7ad6ca7b921c8c0c3"], "function public.dialled_containing(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 3674c715f0ecaf2559ba117aa8ce7e45"], "function public.letters_and_digits(text)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body f82eed7128d937725cbb7ef791ad0d2b"], "function public.wanted_imports(bigint[])": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 75d22a498d23b8dfe57c875f1a9a8717"], "function public.customers_compare_terms()": ["owned by the owner, runs as its caller, settings -, body c9da4e5c1a7ddd6b0480be04890c0706"], "function public.oldest_open_transaction()": ["clientela_app may EXECUTE", "owned by the owner, runs as its caller, settings -, body 3f67fa10d874e6be0465f0e191c3c011"], "function public.customers_compare_custom()": ["owned by the owner, runs as its caller, settings -, body 059ea7f70953abab5bdfa78948d47bf2"], "function public.company_names_keep_change()": ["owned by the owner, runs as its caller, settings -, body 3a3cde04edc0f796da22c447d41a56d1"], "function public.erase_changes(bigint,jsonb)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body f1a630c2866129eb9a13820ac4173728"], "function public.erased_value(jsonb,boolean)": ["owned by the owner, runs as its caller, settings -, body ab8814eca5e5e74385106bd484c1d057"], "function public.key_standing(bigint,bigint)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 3a03dc61f19691269dba10ddbfdd1626"], "function public.customers_compare_pointers()": ["owned by the owner, runs as its caller, settings -, body 4a8cf22234aa79407d8a772a9cc9a19d"], "function public.ledger_entries_keep_change()": ["owned by the owner, runs as its caller, settings -, body 3adfd875d2610d07091fffd41c79f9bb"], "function public.contact_persons_keep_change()": ["owned by the owner, runs as its caller, settings -, body fe3e5e16d656d2b384b61575179c3e94"], "function public.contact_persons_key_is_free()": ["owned by the owner, runs as the owner, settings search_path=public, pg_temp, body f1e681ea2cfbfa6c56d7e8a69efdb2ba"], "function public.customers_compare_addresses()": ["owned by the owner, runs as its caller, settings -, body ea0b676a99bbaa0c21bbf37f06117607"], "function public.tenants_with_other_keys(bytea)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body c2c0628295658660d0993a38d9dbb7d4"], "function public.customers_named(text[],integer)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp; plan_cache_mode=force_custom_plan; jit=off, body bd5aae20a30069e50251dfd638404576"], "function public.remove_imported(bigint,bigint[])": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body fd69837e27c4434887442d9db91bd690"], "function public.customers_spelled(text[],integer)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp; plan_cache_mode=force_custom_plan; jit=off, body 40fe30015e6e4e719f5b4b32ec8c59d6"], "function public.tenants_with_other_secrets(bytea)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body a362fe6653fbab62bf0cb3f10f33f80e"], "function public.give_wire_ids(bigint,text[],bigint[])": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body 8d599001e1075f68831323abd65ba130"], "function public.customer_mentions(bigint,text,text,text)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp; plan_cache_mode=auto, body 6ae656418e973554cc976b88b37bedc8"], "function public.customers_mentioning(text[],integer,boolean)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp; plan_cache_mode=force_custom_plan; jit=off, body 11ca5b16dbff99be053784d78e5127ea"], "function public.move_ledger_entries(bigint[],bigint[],bigint[])": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 1c1ca70e4855cf3bcf120ee3d452bf01"], "function public.texts_of_customer(text,text,text,text,text,text,text,bigint)": ["PUBLIC may EXECUTE", "owned by the owner, runs as its caller, settings -, body d35cfb3e2f5771c1db9ed35e3b1bc815"], "function public.listening_webhooks(timestamp with time zone,bigint[],bigint[])": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body cc8662dc30b0e91d6388291dff31fe09"], "function public.due_webhooks(timestamp with time zone,integer,bigint[],bigint[])": ["clientela_app may EXECUTE", "owned by the owner, runs as its caller, settings -, body 3f64326080032106872f4cdacc26b9c2"], "function public.trim_changes(timestamp with time zone,integer,timestamp with time zone)": ["clientela_app may EXECUTE", "owned by the owner, runs as the owner, settings search_path=public, pg_temp, body 5404830d52f97e33236f3cf8854fa2f5"]}');


--
-- Data for Name: signed_nonces; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tenants; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tenants (id, slug, domain, name, base_currency, default_country, time_zone, created_at, accounting_case, billing_times, suspended_at, settings_version, own_ids, given_ids, join_at, review_at) VALUES
	(1, 'montevideo', 'montevideo.example', 'Distribuidora', 'UYU', 'UY', 'America/Montevideo', '2024-01-01 00:00:00+00', 'camel', 'iso', NULL, 1, '{}', '{}', 72, 35),
	(2, 'lisboa', 'lisboa.example', 'Armazém', 'EUR', 'PT', 'Europe/Lisbon', '2024-01-01 00:00:00+00', 'camel', 'iso', NULL, 1, '{}', '{}', 72, 35);


--
-- Data for Name: trimmed_changes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: user_identities; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users (id, email, login, password_hash, first_name, last_name, mobile, created_at, deleted_at, suspended_at, session_generation) VALUES
	(1, 'ada@montevideo.example', 'ada-montevideo', '$argon2id$v=19$m=19456,t=2,p=1$+BPm5ZsJwbSIpiBG9RtLhw$IU61D9gnLcJx4/pqi4+VGVKbEGDJTShEaRPYf9nGJFU', 'Ada', 'Lovelace', NULL, '2024-01-02 00:00:00+00', NULL, NULL, 0),
	(2, 'ada@lisboa.example', 'ada-lisboa', '$argon2id$v=19$m=19456,t=2,p=1$hEECvyhuj5oVEr/049m++Q$8bNIWnjKzUDPiCBMgClgpHIjxrAj0t5j5wYKo79vLIY', 'Ada', 'Lovelace', NULL, '2024-01-02 00:00:00+00', NULL, NULL, 0);


--
-- Data for Name: webhook_events; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhooks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhooks (tenant_id, id, contract, url, description, kinds, shown_by, secrets, maker_user_id, maker_key_id, era, written_by, seq, replays, revision, state, reason, state_since, failures, failing_since, delivered_at, paused_until, outcome, served_at, created_at) VALUES
	(2, 1, 'clientela', 'https://hooks.example/clientela', NULL, '{created}', NULL, '\x82933850fd97042865e455c32b92a138a02d8d9871e1798795656105a11a68343afee34a1021a19d57ef9cfc5e6ce03e462bcb1b2f1009a8071931cb345745428c977bb97caafd681498009166be976bc48063318dec3babd526e6e342d427e9991d844873', NULL, 10, 1, '163286', 9223372036854775807, 0, 0, 'active', NULL, '2026-11-30 13:29:52.11902+00', 0, NULL, NULL, NULL, NULL, '2026-11-30 13:29:52.11902+00', '2026-11-30 13:29:52.11902+00');


--
-- Data for Name: wire_counters; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.wire_counters (tenant_id, contract, kind, is_own, prefix, width, next, most) VALUES
	(2, 'clients', 'customer', false, '', 1, 42, 9999999999999999999);


--
-- Data for Name: wire_ids; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.wire_ids (tenant_id, contract, kind, wire_id, record_id, is_current) VALUES
	(2, 'clients', 'customer', '41', 16, true);


--
-- Name: api_keys_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.api_keys_id_seq', 10, true);


--
-- Name: changes_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.changes_seq', 128, true);


--
-- Name: company_names_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.company_names_id_seq', 6, true);


--
-- Name: contact_persons_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.contact_persons_id_seq', 5, true);


--
-- Name: customer_merges_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.customer_merges_id_seq', 1, false);


--
-- Name: customers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.customers_id_seq', 22, true);


--
-- Name: emails_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.emails_id_seq', 18, true);


--
-- Name: imports_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.imports_id_seq', 1, false);


--
-- Name: ledger_entries_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.ledger_entries_id_seq', 7, true);


--
-- Name: migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.migrations_id_seq', 40, true);


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
-- Name: webhooks_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.webhooks_id_seq', 1, true);


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
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (tenant_id, customer_id, seq);


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
-- Name: compared_blocks compared_blocks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.compared_blocks
    ADD CONSTRAINT compared_blocks_pkey PRIMARY KEY (tenant_id, source, block, row_id);


--
-- Name: compared_rows compared_rows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.compared_rows
    ADD CONSTRAINT compared_rows_pkey PRIMARY KEY (tenant_id, source, row_id);


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
    ADD CONSTRAINT customer_counts_pkey PRIMARY KEY (tenant_id, part, status);


--
-- Name: customer_merges customer_merges_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_merges
    ADD CONSTRAINT customer_merges_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: customer_pairs customer_pairs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_pairs
    ADD CONSTRAINT customer_pairs_pkey PRIMARY KEY (tenant_id, one_id, other_id);


--
-- Name: customer_updates customer_updates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_updates
    ADD CONSTRAINT customer_updates_pkey PRIMARY KEY (tenant_id, customer_id);


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
-- Name: feed_consumers feed_consumers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_consumers
    ADD CONSTRAINT feed_consumers_pkey PRIMARY KEY (tenant_id, consumer);


--
-- Name: feed_eras feed_eras_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_eras
    ADD CONSTRAINT feed_eras_pkey PRIMARY KEY (id);


--
-- Name: import_links import_links_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_links
    ADD CONSTRAINT import_links_pkey PRIMARY KEY (tenant_id, source, source_id);


--
-- Name: import_rows import_rows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (tenant_id, import_id, "row");


--
-- Name: imports imports_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: kept_answers kept_answers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kept_answers
    ADD CONSTRAINT kept_answers_pkey PRIMARY KEY (tenant_id, caller, route, key);


--
-- Name: late_changes late_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.late_changes
    ADD CONSTRAINT late_changes_pkey PRIMARY KEY (tenant_id, customer_id, written_by);


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
-- Name: phones phones_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.phones
    ADD CONSTRAINT phones_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: schema_release schema_release_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_release
    ADD CONSTRAINT schema_release_pkey PRIMARY KEY (is_only);


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
-- Name: trimmed_changes trimmed_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trimmed_changes
    ADD CONSTRAINT trimmed_changes_pkey PRIMARY KEY (tenant_id);


--
-- Name: user_identities user_identities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_identities
    ADD CONSTRAINT user_identities_pkey PRIMARY KEY (issuer, subject);


--
-- Name: user_identities user_identities_user_id_issuer_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_identities
    ADD CONSTRAINT user_identities_user_id_issuer_key UNIQUE (user_id, issuer);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: webhook_events webhook_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_pkey PRIMARY KEY (tenant_id, webhook_id, era, written_by, seq);


--
-- Name: webhooks webhooks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: wire_counters wire_counters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wire_counters
    ADD CONSTRAINT wire_counters_pkey PRIMARY KEY (tenant_id, contract, kind);


--
-- Name: wire_ids wire_ids_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wire_ids
    ADD CONSTRAINT wire_ids_pkey PRIMARY KEY (tenant_id, contract, kind, wire_id);


--
-- Name: api_keys_made_by_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_made_by_key ON public.api_keys USING btree (tenant_id, maker_key_id) WHERE (maker_key_id IS NOT NULL);


--
-- Name: api_keys_public; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_public ON public.api_keys USING btree (public_key) WHERE (public_key IS NOT NULL);


--
-- Name: api_keys_replaced_by_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_replaced_by_key ON public.api_keys USING btree (tenant_id, replaced_by) WHERE (replaced_by IS NOT NULL);


--
-- Name: api_keys_secret; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_secret ON public.api_keys USING btree (secret_hash);


--
-- Name: changes_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX changes_by_time ON public.changes USING btree (tenant_id, at);


--
-- Name: changes_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX changes_in_order ON public.changes USING btree (tenant_id, written_by, seq);


--
-- Name: company_names_letter_pairs; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX company_names_letter_pairs ON public.company_names USING gin (tenant_id, public.letter_pairs(((search_text || '
'::text) || search_numbers))) WITH (gin_pending_list_limit='256') WHERE (octet_length(((search_text || '
'::text) || search_numbers)) <> char_length(((search_text || '
'::text) || search_numbers)));


--
-- Name: company_names_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX company_names_mentions ON public.company_names USING gin (tenant_id, search_text public.gin_trgm_ops, search_numbers public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: compared_rows_unpaired; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX compared_rows_unpaired ON public.compared_rows USING btree (tenant_id, source, row_id) WHERE (NOT is_paired);


--
-- Name: contact_persons_by_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_email ON public.contact_persons USING btree (tenant_id, customer_id, email_id) WHERE (email_id IS NOT NULL);


--
-- Name: contact_persons_by_first_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_first_name ON public.contact_persons USING btree (tenant_id, first_name_key, id) WHERE ((deleted_at IS NULL) AND (first_name_key IS NOT NULL));


--
-- Name: contact_persons_by_full_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_full_name ON public.contact_persons USING btree (tenant_id, full_name_key, id) WHERE ((deleted_at IS NULL) AND (full_name_key IS NOT NULL));


--
-- Name: contact_persons_by_last_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_last_name ON public.contact_persons USING btree (tenant_id, last_name_key, id) WHERE ((deleted_at IS NULL) AND (last_name_key IS NOT NULL));


--
-- Name: contact_persons_by_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_phone ON public.contact_persons USING btree (tenant_id, customer_id, phone_id) WHERE (phone_id IS NOT NULL);


--
-- Name: contact_persons_by_token; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_by_token ON public.contact_persons USING btree (tenant_id, token) WHERE (deleted_at IS NULL);


--
-- Name: contact_persons_external_key_normal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_external_key_normal ON public.contact_persons USING btree (tenant_id, external_key_normal) WHERE (external_key_normal IS NOT NULL);


--
-- Name: contact_persons_letter_pairs; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_letter_pairs ON public.contact_persons USING gin (tenant_id, public.letter_pairs(search_text)) WITH (gin_pending_list_limit='256') WHERE (octet_length(search_text) <> char_length(search_text));


--
-- Name: contact_persons_living; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_living ON public.contact_persons USING btree (tenant_id, id) WHERE (deleted_at IS NULL);


--
-- Name: contact_persons_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_mentions ON public.contact_persons USING gin (tenant_id, search_text public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: contact_persons_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_newest ON public.contact_persons USING btree (tenant_id, created_at, id) WHERE (deleted_at IS NULL);


--
-- Name: contact_persons_of_customer_living; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_of_customer_living ON public.contact_persons USING btree (tenant_id, customer_id, id) WHERE (deleted_at IS NULL);


--
-- Name: contact_persons_untrimmed_keys; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_untrimmed_keys ON public.contact_persons USING btree (tenant_id, public.trimmed_key(external_key)) WHERE (external_key <> public.trimmed_key(external_key));


--
-- Name: contact_persons_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_persons_updated ON public.contact_persons USING btree (tenant_id, updated_at, id) WHERE (deleted_at IS NULL);


--
-- Name: customer_merges_of_gone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_merges_of_gone ON public.customer_merges USING btree (tenant_id, gone_id);


--
-- Name: customer_merges_of_into; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_merges_of_into ON public.customer_merges USING btree (tenant_id, into_id);


--
-- Name: customer_merges_standing; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX customer_merges_standing ON public.customer_merges USING btree (tenant_id, gone_id) WHERE (undone_at IS NULL);


--
-- Name: customer_pairs_decided; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_pairs_decided ON public.customer_pairs USING btree (tenant_id, decision, score DESC, one_id, other_id) WHERE (decision IS NOT NULL);


--
-- Name: customer_pairs_of_other; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_pairs_of_other ON public.customer_pairs USING btree (tenant_id, other_id);


--
-- Name: customer_pairs_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_pairs_waiting ON public.customer_pairs USING btree (tenant_id, score DESC, one_id, other_id) WHERE (decision IS NULL);


--
-- Name: customer_updates_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_updates_by_time ON public.customer_updates USING btree (tenant_id, updated_at, customer_id);


--
-- Name: customers_active; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_active ON public.customers USING btree (tenant_id, id) WHERE ((deleted_at IS NULL) AND (status <> 'I'::text));


--
-- Name: customers_by_first_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_first_name ON public.contact_persons USING btree (tenant_id, first_name_key, customer_created_at DESC, customer_id DESC) INCLUDE (id) WHERE (first_name_key IS NOT NULL);


--
-- Name: customers_by_last_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_last_name ON public.contact_persons USING btree (tenant_id, last_name_key, customer_created_at DESC, customer_id DESC) INCLUDE (id) WHERE (last_name_key IS NOT NULL);


--
-- Name: customers_by_legal_name_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_legal_name_key ON public.customers USING btree (tenant_id, legal_name_key, id) WHERE ((deleted_at IS NULL) AND (legal_name_key IS NOT NULL));


--
-- Name: customers_by_main_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_main_contact ON public.customers USING btree (tenant_id, main_contact_id) INCLUDE (id, status) WHERE ((deleted_at IS NULL) AND (main_contact_id IS NOT NULL));


--
-- Name: customers_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_name ON public.customers USING btree (tenant_id, display_name COLLATE "und-x-icu", id) WHERE (deleted_at IS NULL);


--
-- Name: customers_by_name_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_name_key ON public.customers USING btree (tenant_id, name_key, id) WHERE (deleted_at IS NULL);


--
-- Name: customers_by_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_status ON public.customers USING btree (tenant_id, status, id) WHERE (deleted_at IS NULL);


--
-- Name: customers_by_token; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_by_token ON public.customers USING btree (tenant_id, token) WHERE (deleted_at IS NULL);


--
-- Name: customers_children; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_children ON public.customers USING btree (tenant_id, parent_id, id) WHERE (parent_id IS NOT NULL);


--
-- Name: customers_country; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_country ON public.customers USING btree (tenant_id, country_iso) WHERE (country_iso IS NOT NULL);


--
-- Name: customers_external_key_normal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_external_key_normal ON public.customers USING btree (tenant_id, external_key_normal) WHERE (external_key_normal IS NOT NULL);


--
-- Name: customers_letter_pairs; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_letter_pairs ON public.customers USING gin (tenant_id, public.letter_pairs(((search_text || '
'::text) || search_numbers))) WITH (gin_pending_list_limit='256') WHERE (octet_length(((search_text || '
'::text) || search_numbers)) <> char_length(((search_text || '
'::text) || search_numbers)));


--
-- Name: customers_living; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_living ON public.customers USING btree (tenant_id, id) WHERE (deleted_at IS NULL);


--
-- Name: customers_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_mentions ON public.customers USING gin (tenant_id, search_text public.gin_trgm_ops, search_numbers public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: customers_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_newest ON public.customers USING btree (tenant_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);


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
-- Name: customers_untrimmed_keys; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customers_untrimmed_keys ON public.customers USING btree (tenant_id, public.trimmed_key(external_key)) WHERE (external_key <> public.trimmed_key(external_key));


--
-- Name: emails_by_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX emails_by_key ON public.emails USING btree (tenant_id, email_key, customer_id);


--
-- Name: emails_letter_pairs; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX emails_letter_pairs ON public.emails USING gin (tenant_id, public.letter_pairs(search_text)) WITH (gin_pending_list_limit='256') WHERE (octet_length(search_text) <> char_length(search_text));


--
-- Name: emails_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX emails_mentions ON public.emails USING gin (tenant_id, search_text public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: emails_normal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX emails_normal ON public.emails USING btree (tenant_id, email_normal, customer_id);


--
-- Name: emails_once_per_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX emails_once_per_customer ON public.emails USING btree (tenant_id, customer_id, email_normal) WHERE (NOT is_twin);


--
-- Name: emails_twins; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX emails_twins ON public.emails USING btree (tenant_id, customer_id, email_normal) WHERE is_twin;


--
-- Name: import_links_of_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_links_of_customer ON public.import_links USING btree (tenant_id, customer_id);


--
-- Name: import_links_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_links_waiting ON public.import_links USING btree (tenant_id, source, parent) WHERE (parent IS NOT NULL);


--
-- Name: import_rows_customers; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_customers ON public.import_rows USING btree (tenant_id, customer_id) WHERE (customer_id IS NOT NULL);


--
-- Name: import_rows_external_keys; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_external_keys ON public.import_rows USING btree (tenant_id, import_id, external_key) WHERE (external_key IS NOT NULL);


--
-- Name: import_rows_noted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_noted ON public.import_rows USING btree (tenant_id, import_id, "row") WHERE (notes IS NOT NULL);


--
-- Name: import_rows_parents; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_parents ON public.import_rows USING btree (tenant_id, import_id, parent) WHERE (parent IS NOT NULL);


--
-- Name: import_rows_refused; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_refused ON public.import_rows USING btree (tenant_id, import_id, "row") WHERE (outcome = 'refused'::text);


--
-- Name: import_rows_source_ids; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_source_ids ON public.import_rows USING btree (tenant_id, import_id, source_id);


--
-- Name: import_rows_tokens; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_rows_tokens ON public.import_rows USING btree (tenant_id, import_id, token) WHERE (token IS NOT NULL);


--
-- Name: imports_at_work; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX imports_at_work ON public.imports USING btree (tenant_id, source) WHERE (state = ANY (ARRAY['running'::text, 'undoing'::text]));


--
-- Name: imports_wanted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX imports_wanted ON public.imports USING btree (tenant_id, id) WHERE (wanted IS NOT NULL);


--
-- Name: kept_answers_outdated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX kept_answers_outdated ON public.kept_answers USING btree (tenant_id, created_at);


--
-- Name: late_changes_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX late_changes_in_order ON public.late_changes USING btree (tenant_id, written_by);


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
-- Name: phones_letter_pairs; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX phones_letter_pairs ON public.phones USING gin (tenant_id, public.letter_pairs(((search_text || '
'::text) || search_numbers))) WITH (gin_pending_list_limit='256') WHERE (octet_length(((search_text || '
'::text) || search_numbers)) <> char_length(((search_text || '
'::text) || search_numbers)));


--
-- Name: phones_mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX phones_mentions ON public.phones USING gin (tenant_id, search_text public.gin_trgm_ops, search_numbers public.gin_trgm_ops) WITH (gin_pending_list_limit='256');


--
-- Name: phones_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX phones_number ON public.phones USING btree (tenant_id, number_normal, customer_id);


--
-- Name: phones_once_per_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX phones_once_per_customer ON public.phones USING btree (tenant_id, customer_id, phone_normal) WHERE (NOT is_twin);


--
-- Name: phones_twins; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX phones_twins ON public.phones USING btree (tenant_id, customer_id, phone_normal) WHERE is_twin;


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
-- Name: webhook_events_of_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_events_of_customer ON public.webhook_events USING btree (tenant_id, webhook_id, customer_id) WHERE (left_out_at IS NULL);


--
-- Name: webhooks_listening; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhooks_listening ON public.webhooks USING btree (served_at) WHERE (state = 'active'::text);


--
-- Name: wire_ids_codes; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX wire_ids_codes ON public.wire_ids USING btree (tenant_id, contract, upper(wire_id)) WHERE (kind = 'code'::text);


--
-- Name: wire_ids_current; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX wire_ids_current ON public.wire_ids USING btree (tenant_id, record_id, kind, contract) INCLUDE (wire_id) WHERE is_current;


--
-- Name: wire_ids_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX wire_ids_in_order ON public.wire_ids USING btree (tenant_id, contract, kind, length(wire_id), wire_id) WHERE is_current;


--
-- Name: wire_ids_of_record; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX wire_ids_of_record ON public.wire_ids USING btree (tenant_id, record_id);


--
-- Name: company_names company_names_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER company_names_kept AFTER INSERT OR DELETE OR UPDATE ON public.company_names FOR EACH ROW EXECUTE FUNCTION public.company_names_keep_change();


--
-- Name: contact_persons contact_persons_aged; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER contact_persons_aged BEFORE INSERT ON public.contact_persons FOR EACH ROW EXECUTE FUNCTION public.contact_persons_age();


--
-- Name: contact_persons contact_persons_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER contact_persons_kept AFTER INSERT OR DELETE OR UPDATE ON public.contact_persons FOR EACH ROW EXECUTE FUNCTION public.contact_persons_keep_change();


--
-- Name: contact_persons contact_persons_keyed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER contact_persons_keyed AFTER INSERT OR UPDATE OF external_key ON public.contact_persons FOR EACH ROW WHEN ((new.external_key IS NOT NULL)) EXECUTE FUNCTION public.contact_persons_key_is_free();


--
-- Name: customers customers_added; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_added AFTER INSERT ON public.customers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_added();


--
-- Name: customers customers_compared_addresses; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_compared_addresses AFTER UPDATE OF billing_line_1, billing_line_2, billing_line_3, billing_city, billing_state, billing_postcode, billing_country, billing_email, billing_phone, shipping_line_1, shipping_line_2, shipping_line_3, shipping_city, shipping_state, shipping_postcode, shipping_country, shipping_email, shipping_phone ON public.customers FOR EACH ROW EXECUTE FUNCTION public.customers_compare_addresses();


--
-- Name: customers customers_compared_custom; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_compared_custom AFTER UPDATE OF custom_1, custom_2, custom_3, custom_4, custom_5, custom_6, custom_7, custom_8, custom_9, custom_10, custom_11, custom_12, custom_13, custom_14, custom_15, custom_16, custom_17, custom_18, custom_19, custom_20 ON public.customers FOR EACH ROW EXECUTE FUNCTION public.customers_compare_custom();


--
-- Name: customers customers_compared_pointers; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_compared_pointers AFTER UPDATE OF primary_email_id, main_phone_id, mobile_phone_id, fax_phone_id, main_contact_id, default_company_name_id, company_name_chosen ON public.customers FOR EACH ROW EXECUTE FUNCTION public.customers_compare_pointers();


--
-- Name: customers customers_compared_terms; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_compared_terms AFTER UPDATE OF site_street, site_door_number, site_apartment, site_corner, site_zip_code, site_latitude, site_longitude, site_country_id, site_department_id, tags, language_id, class_id, admin_id, campaign_id, terms_id, no_taxes, no_dunning, no_latefees, no_procfees, invoice_delivery, dunning_delivery, discount_group, salesperson, electronic_document_interchange, edi_identifier, currency, opening_balance, opening_balance_at, opening_balance_rate, opening_balance_branch_id ON public.customers FOR EACH ROW EXECUTE FUNCTION public.customers_compare_terms();


--
-- Name: customers customers_erased; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_erased AFTER DELETE ON public.customers FOR EACH ROW EXECUTE FUNCTION public.forget_update();


--
-- Name: customers customers_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_kept AFTER INSERT OR DELETE OR UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION public.customers_keep_change();


--
-- Name: customers customers_keyed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_keyed AFTER INSERT OR UPDATE OF external_key ON public.customers FOR EACH ROW WHEN ((new.external_key IS NOT NULL)) EXECUTE FUNCTION public.customers_key_is_free();


--
-- Name: customers customers_late; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_late AFTER UPDATE ON public.customers FOR EACH ROW WHEN ((age(old.xmin) < 0)) EXECUTE FUNCTION public.note_late_change();


--
-- Name: customers customers_removed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_removed AFTER DELETE ON public.customers REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.count_removed();


--
-- Name: customers customers_turned; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customers_turned AFTER UPDATE OF status, deleted_at ON public.customers FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR ((old.deleted_at IS NULL) IS DISTINCT FROM (new.deleted_at IS NULL)))) EXECUTE FUNCTION public.count_turned();


--
-- Name: emails emails_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER emails_deleted AFTER DELETE ON public.emails FOR EACH ROW WHEN ((NOT old.is_twin)) EXECUTE FUNCTION public.emails_next_twin();


--
-- Name: emails emails_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER emails_kept AFTER INSERT OR DELETE OR UPDATE ON public.emails FOR EACH ROW EXECUTE FUNCTION public.emails_keep_change();


--
-- Name: emails emails_leaving; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER emails_leaving BEFORE DELETE ON public.emails FOR EACH ROW EXECUTE FUNCTION public.emails_leave_persons();


--
-- Name: emails emails_revalued; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER emails_revalued AFTER UPDATE OF email_normal ON public.emails FOR EACH ROW WHEN (((NOT old.is_twin) AND (old.email_normal <> new.email_normal))) EXECUTE FUNCTION public.emails_next_twin();


--
-- Name: ledger_entries ledger_entries_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_entries_kept AFTER INSERT ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION public.ledger_entries_keep_change();


--
-- Name: ledger_entries ledger_entries_stay; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_entries_stay BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION public.ledger_is_append_only();


--
-- Name: phones phones_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER phones_deleted AFTER DELETE ON public.phones FOR EACH ROW WHEN ((NOT old.is_twin)) EXECUTE FUNCTION public.phones_next_twin();


--
-- Name: phones phones_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER phones_kept AFTER INSERT OR DELETE OR UPDATE ON public.phones FOR EACH ROW EXECUTE FUNCTION public.phones_keep_change();


--
-- Name: phones phones_leaving; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER phones_leaving BEFORE DELETE ON public.phones FOR EACH ROW EXECUTE FUNCTION public.phones_leave_persons();


--
-- Name: phones phones_revalued; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER phones_revalued AFTER UPDATE OF phone_normal ON public.phones FOR EACH ROW WHEN (((NOT old.is_twin) AND (old.phone_normal <> new.phone_normal))) EXECUTE FUNCTION public.phones_next_twin();


--
-- Name: api_keys api_keys_maker; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_maker FOREIGN KEY (tenant_id, maker_key_id) REFERENCES public.api_keys(tenant_id, id);


--
-- Name: api_keys api_keys_maker_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_maker_user_id_fkey FOREIGN KEY (maker_user_id) REFERENCES public.users(id);


--
-- Name: api_keys api_keys_replacement; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_replacement FOREIGN KEY (tenant_id, replaced_by) REFERENCES public.api_keys(tenant_id, id);


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
    ADD CONSTRAINT contact_persons_email FOREIGN KEY (tenant_id, customer_id, email_id) REFERENCES public.emails(tenant_id, customer_id, id);


--
-- Name: contact_persons contact_persons_phone; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_persons
    ADD CONSTRAINT contact_persons_phone FOREIGN KEY (tenant_id, customer_id, phone_id) REFERENCES public.phones(tenant_id, customer_id, id);


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
-- Name: customer_merges customer_merges_gone; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_merges
    ADD CONSTRAINT customer_merges_gone FOREIGN KEY (tenant_id, gone_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: customer_merges customer_merges_into; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_merges
    ADD CONSTRAINT customer_merges_into FOREIGN KEY (tenant_id, into_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: customer_pairs customer_pairs_tenant_id_one_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_pairs
    ADD CONSTRAINT customer_pairs_tenant_id_one_id_fkey FOREIGN KEY (tenant_id, one_id) REFERENCES public.customers(tenant_id, id) ON DELETE CASCADE;


--
-- Name: customer_pairs customer_pairs_tenant_id_other_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_pairs
    ADD CONSTRAINT customer_pairs_tenant_id_other_id_fkey FOREIGN KEY (tenant_id, other_id) REFERENCES public.customers(tenant_id, id) ON DELETE CASCADE;


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
-- Name: import_links import_links_customer; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_links
    ADD CONSTRAINT import_links_customer FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: import_rows import_rows_import; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_import FOREIGN KEY (tenant_id, import_id) REFERENCES public.imports(tenant_id, id);


--
-- Name: imports imports_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: kept_answers kept_answers_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kept_answers
    ADD CONSTRAINT kept_answers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


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
-- Name: user_identities user_identities_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_identities
    ADD CONSTRAINT user_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: webhooks webhooks_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: wire_counters wire_counters_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wire_counters
    ADD CONSTRAINT wire_counters_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: wire_ids wire_ids_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.wire_ids
    ADD CONSTRAINT wire_ids_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: changes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.changes ENABLE ROW LEVEL SECURITY;

--
-- Name: company_names; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.company_names ENABLE ROW LEVEL SECURITY;

--
-- Name: compared_blocks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.compared_blocks ENABLE ROW LEVEL SECURITY;

--
-- Name: compared_rows; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.compared_rows ENABLE ROW LEVEL SECURITY;

--
-- Name: contact_persons; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.contact_persons ENABLE ROW LEVEL SECURITY;

--
-- Name: customer_counts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.customer_counts ENABLE ROW LEVEL SECURITY;

--
-- Name: customer_merges; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.customer_merges ENABLE ROW LEVEL SECURITY;

--
-- Name: customer_pairs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.customer_pairs ENABLE ROW LEVEL SECURITY;

--
-- Name: customer_updates; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.customer_updates ENABLE ROW LEVEL SECURITY;

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
-- Name: feed_consumers; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.feed_consumers ENABLE ROW LEVEL SECURITY;

--
-- Name: import_links; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.import_links ENABLE ROW LEVEL SECURITY;

--
-- Name: import_rows; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.import_rows ENABLE ROW LEVEL SECURITY;

--
-- Name: imports; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.imports ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.api_keys USING ((tenant_id = public.current_tenant()));


--
-- Name: changes its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.changes USING ((tenant_id = public.current_tenant()));


--
-- Name: company_names its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.company_names USING ((tenant_id = public.current_tenant()));


--
-- Name: compared_blocks its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.compared_blocks USING ((tenant_id = public.current_tenant()));


--
-- Name: compared_rows its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.compared_rows USING ((tenant_id = public.current_tenant()));


--
-- Name: contact_persons its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.contact_persons USING ((tenant_id = public.current_tenant()));


--
-- Name: customer_counts its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.customer_counts USING ((tenant_id = public.current_tenant()));


--
-- Name: customer_merges its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.customer_merges USING ((tenant_id = public.current_tenant()));


--
-- Name: customer_pairs its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.customer_pairs USING ((tenant_id = public.current_tenant()));


--
-- Name: customer_updates its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.customer_updates USING ((tenant_id = public.current_tenant()));


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
-- Name: feed_consumers its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.feed_consumers USING ((tenant_id = public.current_tenant()));


--
-- Name: import_links its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.import_links USING ((tenant_id = public.current_tenant()));


--
-- Name: import_rows its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.import_rows USING ((tenant_id = public.current_tenant()));


--
-- Name: imports its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.imports USING ((tenant_id = public.current_tenant()));


--
-- Name: kept_answers its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.kept_answers USING ((tenant_id = public.current_tenant()));


--
-- Name: late_changes its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.late_changes USING ((tenant_id = public.current_tenant()));


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
-- Name: trimmed_changes its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.trimmed_changes USING ((tenant_id = public.current_tenant()));


--
-- Name: webhook_events its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.webhook_events USING ((tenant_id = public.current_tenant()));


--
-- Name: webhooks its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.webhooks USING ((tenant_id = public.current_tenant()));


--
-- Name: wire_counters its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.wire_counters USING ((tenant_id = public.current_tenant()));


--
-- Name: wire_ids its_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY its_tenant ON public.wire_ids USING ((tenant_id = public.current_tenant()));


--
-- Name: kept_answers; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.kept_answers ENABLE ROW LEVEL SECURITY;

--
-- Name: late_changes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.late_changes ENABLE ROW LEVEL SECURITY;

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
-- Name: trimmed_changes; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.trimmed_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_events; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhook_events ENABLE ROW LEVEL SECURITY;

--
-- Name: webhooks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: company_names who_mentions; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY who_mentions ON public.company_names FOR SELECT TO CURRENT_USER USING (true);


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
-- Name: imports whose_import; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY whose_import ON public.imports FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: api_keys whose_key; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY whose_key ON public.api_keys FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: memberships whose_user; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY whose_user ON public.memberships FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: webhooks whose_webhook; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY whose_webhook ON public.webhooks FOR SELECT TO CURRENT_USER USING (true);


--
-- Name: wire_counters; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.wire_counters ENABLE ROW LEVEL SECURITY;

--
-- Name: wire_ids; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.wire_ids ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO clientela_app;


--
-- Name: FUNCTION company_names_keep_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.company_names_keep_change() FROM PUBLIC;


--
-- Name: FUNCTION contact_persons_age(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.contact_persons_age() FROM PUBLIC;


--
-- Name: FUNCTION contact_persons_keep_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.contact_persons_keep_change() FROM PUBLIC;


--
-- Name: FUNCTION contact_persons_key_is_free(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.contact_persons_key_is_free() FROM PUBLIC;


--
-- Name: FUNCTION count_added(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_added() FROM PUBLIC;


--
-- Name: FUNCTION count_removed(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_removed() FROM PUBLIC;


--
-- Name: FUNCTION count_turned(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_turned() FROM PUBLIC;


--
-- Name: FUNCTION customer_mentions(customer bigint, in_text text, in_numbers text, in_dialled text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customer_mentions(customer bigint, in_text text, in_numbers text, in_dialled text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.customer_mentions(customer bigint, in_text text, in_numbers text, in_dialled text) TO clientela_app;


--
-- Name: FUNCTION customers_compare_addresses(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_compare_addresses() FROM PUBLIC;


--
-- Name: FUNCTION customers_compare_custom(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_compare_custom() FROM PUBLIC;


--
-- Name: FUNCTION customers_compare_pointers(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_compare_pointers() FROM PUBLIC;


--
-- Name: FUNCTION customers_compare_terms(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_compare_terms() FROM PUBLIC;


--
-- Name: FUNCTION customers_keep_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_keep_change() FROM PUBLIC;


--
-- Name: FUNCTION customers_key_is_free(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_key_is_free() FROM PUBLIC;


--
-- Name: FUNCTION customers_mentioning(words text[], most integer, inactive boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_mentioning(words text[], most integer, inactive boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.customers_mentioning(words text[], most integer, inactive boolean) TO clientela_app;


--
-- Name: FUNCTION customers_named(words text[], most integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_named(words text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.customers_named(words text[], most integer) TO clientela_app;


--
-- Name: FUNCTION customers_spelled(patterns text[], most integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.customers_spelled(patterns text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.customers_spelled(patterns text[], most integer) TO clientela_app;


--
-- Name: FUNCTION due_webhooks(at timestamp with time zone, most integer, without bigint[], without_tenants bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.due_webhooks(at timestamp with time zone, most integer, without bigint[], without_tenants bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.due_webhooks(at timestamp with time zone, most integer, without bigint[], without_tenants bigint[]) TO clientela_app;


--
-- Name: FUNCTION emails_keep_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.emails_keep_change() FROM PUBLIC;


--
-- Name: FUNCTION emails_leave_persons(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.emails_leave_persons() FROM PUBLIC;


--
-- Name: FUNCTION emails_next_twin(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.emails_next_twin() FROM PUBLIC;


--
-- Name: FUNCTION erase_changes(customer bigint, personal jsonb); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.erase_changes(customer bigint, personal jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.erase_changes(customer bigint, personal jsonb) TO clientela_app;


--
-- Name: FUNCTION erased_value(value jsonb, is_change boolean); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.erased_value(value jsonb, is_change boolean) FROM PUBLIC;


--
-- Name: FUNCTION feed_server(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.feed_server() FROM PUBLIC;
GRANT ALL ON FUNCTION public.feed_server() TO clientela_app;


--
-- Name: FUNCTION forget_update(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.forget_update() FROM PUBLIC;


--
-- Name: FUNCTION has_many_customers(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.has_many_customers() FROM PUBLIC;


--
-- Name: FUNCTION key_standing(of_tenant bigint, of_key bigint, OUT stands boolean, OUT granted text[], OUT ends_at timestamp with time zone, OUT ended_at timestamp with time zone, OUT links integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.key_standing(of_tenant bigint, of_key bigint, OUT stands boolean, OUT granted text[], OUT ends_at timestamp with time zone, OUT ended_at timestamp with time zone, OUT links integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.key_standing(of_tenant bigint, of_key bigint, OUT stands boolean, OUT granted text[], OUT ends_at timestamp with time zone, OUT ended_at timestamp with time zone, OUT links integer) TO clientela_app;


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
-- Name: FUNCTION ledger_entries_keep_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.ledger_entries_keep_change() FROM PUBLIC;


--
-- Name: FUNCTION listening_webhooks(at timestamp with time zone, without bigint[], without_tenants bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.listening_webhooks(at timestamp with time zone, without bigint[], without_tenants bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.listening_webhooks(at timestamp with time zone, without bigint[], without_tenants bigint[]) TO clientela_app;


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
-- Name: FUNCTION move_ledger_entries(entries bigint[], customers bigint[], payers bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.move_ledger_entries(entries bigint[], customers bigint[], payers bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.move_ledger_entries(entries bigint[], customers bigint[], payers bigint[]) TO clientela_app;


--
-- Name: FUNCTION note_late_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.note_late_change() FROM PUBLIC;


--
-- Name: FUNCTION oldest_open_transaction(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.oldest_open_transaction() FROM PUBLIC;
GRANT ALL ON FUNCTION public.oldest_open_transaction() TO clientela_app;


--
-- Name: FUNCTION phones_keep_change(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.phones_keep_change() FROM PUBLIC;


--
-- Name: FUNCTION phones_leave_persons(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.phones_leave_persons() FROM PUBLIC;


--
-- Name: FUNCTION phones_next_twin(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.phones_next_twin() FROM PUBLIC;


--
-- Name: FUNCTION remove_imported(import bigint, these bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.remove_imported(import bigint, these bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.remove_imported(import bigint, these bigint[]) TO clientela_app;


--
-- Name: FUNCTION renew_feed_era(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.renew_feed_era() FROM PUBLIC;
GRANT ALL ON FUNCTION public.renew_feed_era() TO clientela_app;


--
-- Name: FUNCTION sampled_customers(OUT ids bigint[], OUT texts text[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.sampled_customers(OUT ids bigint[], OUT texts text[]) FROM PUBLIC;


--
-- Name: FUNCTION tenants_with_other_keys(key_id bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.tenants_with_other_keys(key_id bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenants_with_other_keys(key_id bytea) TO clientela_app;


--
-- Name: FUNCTION tenants_with_other_secrets(key_id bytea); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.tenants_with_other_secrets(key_id bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenants_with_other_secrets(key_id bytea) TO clientela_app;


--
-- Name: FUNCTION trim_changes(before timestamp with time zone, most integer, consumers_since timestamp with time zone); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.trim_changes(before timestamp with time zone, most integer, consumers_since timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.trim_changes(before timestamp with time zone, most integer, consumers_since timestamp with time zone) TO clientela_app;


--
-- Name: FUNCTION wanted_imports(without_tenants bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.wanted_imports(without_tenants bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.wanted_imports(without_tenants bigint[]) TO clientela_app;


--
-- Name: SEQUENCE changes_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.changes_seq TO clientela_app;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.changes TO clientela_app;


--
-- Name: TABLE company_names; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.company_names TO clientela_app;


--
-- Name: SEQUENCE company_names_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.company_names_id_seq TO clientela_app;


--
-- Name: TABLE compared_blocks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compared_blocks TO clientela_app;


--
-- Name: TABLE compared_rows; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compared_rows TO clientela_app;


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
-- Name: TABLE customer_merges; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.customer_merges TO clientela_app;


--
-- Name: TABLE customer_pairs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.customer_pairs TO clientela_app;


--
-- Name: TABLE customer_updates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.customer_updates TO clientela_app;


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
-- Name: TABLE feed_consumers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_consumers TO clientela_app;


--
-- Name: TABLE feed_eras; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.feed_eras TO clientela_app;


--
-- Name: TABLE import_links; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_links TO clientela_app;


--
-- Name: TABLE import_rows; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_rows TO clientela_app;


--
-- Name: TABLE imports; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.imports TO clientela_app;


--
-- Name: TABLE kept_answers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.kept_answers TO clientela_app;


--
-- Name: TABLE late_changes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.late_changes TO clientela_app;


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
-- Name: TABLE trimmed_changes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.trimmed_changes TO clientela_app;


--
-- Name: TABLE user_identities; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.user_identities TO clientela_app;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO clientela_app;


--
-- Name: TABLE webhook_events; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_events TO clientela_app;


--
-- Name: TABLE webhooks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhooks TO clientela_app;


--
-- Name: SEQUENCE webhooks_id_seq; Type: ACL; Schema: public; Owner: -
--

GRANT USAGE ON SEQUENCE public.webhooks_id_seq TO clientela_app;


--
-- Name: TABLE wire_counters; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.wire_counters TO clientela_app;


--
-- Name: TABLE wire_ids; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.wire_ids TO clientela_app;


--
-- PostgreSQL database dump complete
--


