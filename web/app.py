"""The Flask application, put together from its parts."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from search.service import SearchService
from web import (
    api,
    assets,
    batch_api,
    caching,
    compare_page,
    compression,
    coverage,
    fair_share,
    language,
    openapi,
    pages,
    problems,
    render,
    security,
    sitemap,
    taking,
    timeline,
)
from web.archive import Archive
from web.options import given_options, options_from_settings
from web.templating import Environment


def build_app(service: SearchService | None, archive: Path | str | None, given: Mapping[str, object]) -> Flask:
    """See ``web.create_app``."""
    options = given_options(given) if service is not None else options_from_settings(os.environ, archive, given)
    app = Flask("web", static_folder=None)
    app.jinja_environment = Environment
    app.url_map.merge_slashes = False  # ids may hold two slashes in a row
    app.extensions["regesta"] = Archive(options.archive, options.time_budget, service)
    app.extensions["regesta_options"] = options
    security.add_security(app, options)
    language.add_language(app, options)
    compression.add_compression(app)
    render.add_rendering(app, options)
    fair_share.add_fair_share(app, options)
    caching.add_caching(app, options)
    problems.add_problems(app)
    assets.add_assets(app)
    api.add_api(app)
    batch_api.add_batch(app)
    openapi.add_openapi(app)
    pages.add_pages(app)
    taking.add_taking(app)
    timeline.add_timeline(app)
    coverage.add_coverage(app)
    compare_page.add_comparing(app)
    sitemap.add_sitemap(app)
    return app
