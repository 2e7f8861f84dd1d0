"""Real servers on loopback, none of them ours: Flask, Starlette, Express, and nginx in front."""

from __future__ import annotations

from support.real_servers.apps import APPS, App
from support.real_servers.nginx import NGINX, NGINX_NOT_RUN, in_front_of
from support.real_servers.running import serve

__all__ = ["APPS", "NGINX", "NGINX_NOT_RUN", "App", "in_front_of", "serve"]
