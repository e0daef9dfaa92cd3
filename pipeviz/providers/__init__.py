"""What is known of each action and rule provider, as data."""

from pipeviz.providers.catalogue import Catalogue, is_generic, load_catalogue, shipped
from pipeviz.providers.entry import Conversation, Provider, Role

__all__ = ["Catalogue", "Conversation", "Provider", "Role", "is_generic", "load_catalogue", "shipped"]
