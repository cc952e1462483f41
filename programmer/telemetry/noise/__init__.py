"""Noise, revision 34, as far as the link needs it: two handshakes over one suite, and nothing to choose.

Source: The Noise Protocol Framework, revision 34, https://noiseprotocol.org/noise.html.
"""
