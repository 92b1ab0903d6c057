"""The animatic camera's cast: everything that can stand, swim or fly in a picture, cut from flat coloured paper."""
