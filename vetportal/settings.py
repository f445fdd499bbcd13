"""Settings of the portal: one file, everything that differs between machines read from the environment."""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import environ
import fontpkg_public_sans
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

MODE = env("VETPORTAL_MODE", default="development")
if MODE not in ("development", "production"):
    raise ImproperlyConfigured(f"VETPORTAL_MODE is {MODE!r}. Set it to production, or leave it out.")
IS_PRODUCTION = MODE == "production"
SHORTEST_KEY = 50  # characters


def required(name: str, why: str) -> str:
    """A setting that production cannot do without; development has a stand-in."""
    value = os.environ.get(name, "").strip()
    if IS_PRODUCTION and not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {why}")
    return value


def secret_key() -> str:
    """What signs the sessions; in production nobody may guess it."""
    key = required("SECRET_KEY", f"a random text of at least {SHORTEST_KEY} characters signs the sessions.")
    if IS_PRODUCTION and len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"SECRET_KEY has {len(key)} characters. Set it to a random text of at least {SHORTEST_KEY}."
        )
    return key or "development-only-key-that-no-real-school-may-ever-meet"


def allowed_hosts() -> list[str]:
    """The names under which the portal answers."""
    if not IS_PRODUCTION:
        return ["localhost", "127.0.0.1", "[::1]", "testserver"]
    text = required("ALLOWED_HOSTS", "the host names of the portal, separated by commas.")
    names = [name.strip() for name in text.split(",") if name.strip()]
    if "*" in names:
        raise ImproperlyConfigured("ALLOWED_HOSTS must not be *: name the hosts, separated by commas.")
    return names


def debug() -> bool:
    """Whether errors show the code and the data behind them: only where there are no real data."""
    wanted = env.bool("VETPORTAL_DEBUG", default=False)
    if wanted and IS_PRODUCTION:
        raise ImproperlyConfigured("Unset VETPORTAL_DEBUG: its error pages show students' data to everybody.")
    return wanted


def database() -> dict[str, object]:
    """The database of DATABASE_URL; development has a file in var."""
    url = required("DATABASE_URL", "where the data are, for example postgres://USER:PASSWORD@HOST:5432/NAME.")
    if not url:
        return env.db_url_config(f"sqlite:///{VAR_DIR / 'vetportal.sqlite3'}")
    try:
        # The scheme first: of one that it does not know, environ prints the address with its password.
        if url.partition(":")[0] in ("postgres", "postgresql", "sqlite"):
            return env.db_url_config(url)
    except ValueError:
        pass
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read. Write it as postgres://USER:PASSWORD@HOST:5432/NAME, with special "
        "characters as % and two digits, or as sqlite:////PATH."
    )


def fixed_now() -> datetime | None:
    """The instant at which a demonstration stands still (VETPORTAL_NOW); Melbourne time without an offset."""
    text = os.environ.get("VETPORTAL_NOW", "")
    if not text:
        return None
    if IS_PRODUCTION:
        raise ImproperlyConfigured("Unset VETPORTAL_NOW: in production the database's clock decides.")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"VETPORTAL_NOW is {text!r}. Write it as 2019-05-01T09:00 or 2019-05-01T09:00:00+10:00."
        ) from error
    from zoneinfo import ZoneInfo

    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo("Australia/Melbourne"))


SECRET_KEY = secret_key()
DEBUG = debug()
ALLOWED_HOSTS = allowed_hosts()
VETPORTAL_NOW = fixed_now()

INSTALLED_APPS = [
    "vetportal.accounts",
    "vetportal.audit",
    "vetportal",
    "enrolments",
    "funding",
    "credits",
    "obligations",
    "pathways",
    "vetportal.apps.PortalAdminConfig",  # django.contrib.admin with the portal's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "import_export",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, so that static files bear the same headers as pages.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vetportal.middleware.private_pages",
    "vetportal.middleware.known_methods",
    "vetportal.middleware.storable_text",
    "funding.middleware.live_state_follows",
]
ROOT_URLCONF = "vetportal.urls"
WSGI_APPLICATION = "vetportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vetportal.context.portal",
            ],
            "builtins": ["vetportal.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

DATABASES = {"default": database()}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A read-then-write transaction in SQLite's default mode fails at once when another writer is at work:
    # IMMEDIATE with a waiting time lets writers queue up, WAL lets readers go on.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},  # ISM-0421: a password that is the only factor
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en-au"
USE_I18N = False  # one language; and 6/05/2019 must never turn into June
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]  # without I18N Django would read the month first
USE_TZ = True
TIME_ZONE = "Australia/Melbourne"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", Path(fontpkg_public_sans.__file__).parent / "files")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION

# An upload is read into memory once, by the bounded reader; more than this is refused before that.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
