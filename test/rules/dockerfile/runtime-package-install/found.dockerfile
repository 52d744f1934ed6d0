FROM python:3.13.7
# want warning "with pip"
CMD pip install -r requirements.txt && python app.py
