"""A recorded link as a pump: it answers as was recorded, and makes nothing up."""
