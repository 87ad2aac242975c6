"""What a WSGI server loads: ``gunicorn web.wsgi:app``. The archive is the one the settings name."""

from web import create_app

app = create_app()
