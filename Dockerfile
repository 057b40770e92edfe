# Faultline with everything installed and built. Build and start it with
#
#	docker build -t faultline . && docker run --rm -p 8888:8888 faultline
#
# and open the address that it prints.
FROM golang:1.26-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --shell /bin/bash student \
 && install -d -o student -g student /home/student/faultline
USER student
WORKDIR /home/student/faultline
ENV HOME=/home/student \
    GOPATH=/home/student/go \
    PATH=/home/student/faultline/.faultline/bin:/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin

# The dependencies change less often than the rest: they get a layer of their own.
COPY --chown=student:student go.mod go.sum ./
RUN go mod download

COPY --chown=student:student . .
RUN go run . lab --setup-only

EXPOSE 8888
CMD ["faultline", "lab", "--no-browser", "--ip", "0.0.0.0", "--port", "8888"]
